#include "src/exchange/document.h"

#include <stdarg.h>
#include <string.h>
#include <strings.h>

enum { PARAGRAPH_BYTES = 4096 };

static const char STYLE[] =
    "body{font:16px/1.5 sans-serif;max-width:72em;margin:2em auto;padding:0 1em;color:#111;background:#fff}"
    "h1{font-size:1.7em;line-height:1.2}h2{font-size:1.25em;margin-top:1.8em}"
    "table{border-collapse:collapse;width:100%;font-size:.9em}th,td{border:1px solid #666;padding:.3em .5em;text-align:left;vertical-align:top;overflow-wrap:break-word;hyphens:auto}"
    "th{background:#eee}tr{break-inside:avoid}h2{break-after:avoid}";

static void write_text(Document *document, const char *text)
{
    FILE *to = document->output.stream;
    for (const char *c = text; *c != '\0'; c++) {
        if (document->html && strchr("&<>\"", *c) != NULL) fputs(*c == '&' ? "&amp;" : *c == '<' ? "&lt;" : *c == '>' ? "&gt;" : "&quot;", to);
        else if ((unsigned char)*c < ' ') fputc(' ', to);
        else if (!document->html && strchr("\\`*_[]<>|#~", *c) != NULL) fprintf(to, "\\%c", *c);
        else fputc(*c, to);
    }
}

static void write_tag(Document *document, const char *tag, const char *text)
{
    fprintf(document->output.stream, "<%s>", tag);
    write_text(document, text);
    fprintf(document->output.stream, "</%s>\n", tag);
}

static void end_list(Document *document)
{
    if (document->in_list) fputs(document->html ? "</ul>\n" : "\n", document->output.stream);
    document->in_list = false;
}

bool document_open(const char *path, const char *language, const char *title, Document *ret_document, Error *error)
{
    const char *dot = strrchr(path, '.');
    Document document = {.html = dot != NULL && strcasecmp(dot, ".html") == 0};
    if (!output_open(path, &document.output, error)) return false;
    if (document.html) {
        fprintf(document.output.stream,
                "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
                language);
        write_tag(&document, "title", title);
        fprintf(document.output.stream, "<style>%s</style>\n</head>\n<body>\n<main>\n", STYLE);
        write_tag(&document, "h1", title);
    } else {
        fputs("# ", document.output.stream);
        write_text(&document, title);
        fputs("\n\n", document.output.stream);
    }
    *ret_document = document;
    return true;
}

bool document_close(Document *document, bool ok, Error *error)
{
    if (!ok) return output_discard(&document->output), false;
    end_list(document);
    if (document->html) fputs("</main>\n</body>\n</html>\n", document->output.stream);
    return output_commit(&document->output, error);
}

void document_heading(Document *document, const char *text)
{
    end_list(document);
    if (document->html) {
        write_tag(document, "h2", text);
        return;
    }
    fputs("## ", document->output.stream);
    write_text(document, text);
    fputs("\n\n", document->output.stream);
}

void document_paragraph(Document *document, const char *format, ...)
{
    char text[PARAGRAPH_BYTES];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    end_list(document);
    if (document->html) {
        write_tag(document, "p", text);
        return;
    }
    write_text(document, text);
    fputs("\n\n", document->output.stream);
}

void document_item(Document *document, const char *text)
{
    if (!document->in_list && document->html) fputs("<ul>\n", document->output.stream);
    document->in_list = true;
    if (document->html) {
        write_tag(document, "li", text);
        return;
    }
    fputs("- ", document->output.stream);
    write_text(document, text);
    fputc('\n', document->output.stream);
}

void document_table(Document *document, const char *const *heads, size_t columns)
{
    FILE *to = document->output.stream;
    end_list(document);
    if (!document->html) {
        document_row(document, heads, columns);
        for (size_t c = 0; c < columns; c++) fputs(c == 0 ? "| --- |" : " --- |", to);
        fputc('\n', to);
        return;
    }
    fputs("<table>\n<thead><tr>", to);
    for (size_t c = 0; c < columns; c++) {
        fputs("<th scope=\"col\">", to);
        write_text(document, heads[c]);
        fputs("</th>", to);
    }
    fputs("</tr></thead>\n<tbody>\n", to);
}

void document_row(Document *document, const char *const *cells, size_t columns)
{
    FILE *to = document->output.stream;
    if (document->html) fputs("<tr>", to);
    for (size_t c = 0; c < columns; c++) {
        fputs(document->html ? "<td>" : c == 0 ? "| " : " ", to);
        write_text(document, cells[c]);
        fputs(document->html ? "</td>" : " |", to);
    }
    fputs(document->html ? "</tr>\n" : "\n", to);
}

void document_table_end(Document *document)
{
    fputs(document->html ? "</tbody>\n</table>\n" : "\n", document->output.stream);
}
