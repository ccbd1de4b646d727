#include "render/content.h"

#include <string.h>

typedef enum TokenKind { TOKEN_END, TOKEN_OPERAND, TOKEN_OPERATOR } TokenKind;

typedef struct Token {
    TokenKind kind;
    const char *text;
    size_t length;
} Token;

typedef struct Reader {
    const char *at, *end;
    int depth; /* of dictionaries: no operator lies in one */
} Reader;

typedef struct Marker {
    Reader reader;
    const Tags *tags;
    int page;
    size_t next;          /* where in the nodes the next leaf of this page is sought */
    const TagNode *leaf;  /* whose mark is open, or NULL */
    int number, inner;    /* of the next piece that is read; marks that are open inside the leaf */
    const char *from;     /* what lies from here on has not been written yet */
    bool painted, in_text;
    Bytes *to;
} Marker;

const char *content_tag_name(const TagNode *node)
{
    static const char *const NAME[] = {[TAG_DOCUMENT] = "Document", [TAG_HEADING] = "H", [TAG_PARAGRAPH] = "P", [TAG_TABLE] = "Table", [TAG_ROW] = "TR",
                                       [TAG_COLUMN_HEAD] = "TH", [TAG_ROW_HEAD] = "TH", [TAG_CELL] = "TD", [TAG_LIST] = "L", [TAG_ITEM] = "LI",
                                       [TAG_ITEM_BODY] = "LBody", [TAG_FIGURE] = "Figure", [TAG_ARTIFACT] = "Artifact"};
    static const char *const HEADING[TAG_HEADINGS] = {"H1", "H2", "H3", "H4", "H5", "H6"};
    return node->tag == TAG_HEADING && node->level >= 1 && node->level <= TAG_HEADINGS ? HEADING[node->level - 1] : NAME[node->tag];
}

/* --- words of the instructions (ISO 32000-1:2008, 7.2 and 7.3) --- */

static bool is_space(char c)
{
    return c == '\0' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

static bool is_delimiter(char c)
{
    switch (c) {
    case '(':
    case ')':
    case '<':
    case '>':
    case '[':
    case ']':
    case '{':
    case '}':
    case '/':
    case '%':
        return true;
    default:
        return false;
    }
}

/* The end of a text in brackets, which may hold brackets in pairs, and any sign after a backslash. */
static const char *skip_string(const char *at, const char *end)
{
    for (int depth = 0; at < end; at++) {
        if (*at == '\\' && at + 1 < end) at++;
        else if (*at == '(') depth++;
        else if (*at == ')' && --depth == 0) return at + 1;
    }
    return end;
}

static const char *skip_to(const char *at, const char *end, const char *stops)
{
    while (at < end && !strchr(stops, *at)) at++;
    return at;
}

static Token next_token(Reader *reader)
{
    const char *at = reader->at, *end = reader->end;
    while (at < end && (is_space(*at) || *at == '%')) at = *at == '%' ? skip_to(at, end, "\r\n") : at + 1;
    Token token = {TOKEN_OPERAND, at, 0};
    if (at == end) token.kind = TOKEN_END;
    else if (*at == '(') at = skip_string(at, end);
    else if (end - at >= 2 && strncmp(at, "<<", 2) == 0) reader->depth++, at += 2;
    else if (end - at >= 2 && strncmp(at, ">>", 2) == 0) reader->depth--, at += 2;
    else if (*at == '<') at = skip_to(at, end, ">"), at += at < end;
    else if (*at != '/' && is_delimiter(*at)) at++;
    else {
        bool name = *at++ == '/';
        while (at < end && !is_space(*at) && !is_delimiter(*at)) at++;
        char first = *token.text;
        if (!name && reader->depth == 0 && (first > '9' || first == '\'' || first == '"')) token.kind = TOKEN_OPERATOR; /* no number begins so */
    }
    token.length = (size_t)(at - token.text);
    reader->at = at;
    return token;
}

static bool is(const Token *token, const char *text)
{
    return token->length == strlen(text) && memcmp(token->text, text, token->length) == 0;
}

/* Whether an operator puts anything on the paper: fills, strokes, texts, pictures, shades. A map has very many operators, so by letters. */
static bool paints(const Token *token)
{
    char first = token->text[0], second = token->length == 2 ? token->text[1] : '\0';
    if (token->length == 1) return strchr("fFSsBb'\"", first) != NULL;
    if (second == '*') return strchr("fBb", first) != NULL;
    return second && (is(token, "Tj") || is(token, "TJ") || is(token, "Do") || is(token, "sh"));
}

/* --- marks --- */

static bool not_as_drawn(Error *error)
{
    return error_set(error, ERROR_FAILED, _("The PDF could not be finished: its marks are not those that were drawn."));
}

/* Writes what lies before `until`, as decoration when it was painted outside all marks. */
static void flush(Marker *marker, const char *until)
{
    bool decoration = !marker->leaf && marker->painted;
    if (decoration) bytes_text(marker->to, "/Artifact BMC\n");
    bytes_add(marker->to, marker->from, (size_t)(until - marker->from));
    if (decoration) bytes_text(marker->to, "\nEMC\n");
    marker->painted = false;
}

static bool begin_leaf(Marker *marker, const char *operands, Error *error)
{
    const Tags *tags = marker->tags;
    while (marker->next < tags->count && tags->node[marker->next].page != marker->page) marker->next++;
    if (marker->next == tags->count || marker->in_text) return not_as_drawn(error);
    flush(marker, operands);
    marker->leaf = &tags->node[marker->next++];
    marker->inner = 0;
    if (marker->leaf->tag == TAG_ARTIFACT) bytes_text(marker->to, "/Artifact <</Type /Pagination>> BDC");
    else bytes_print(marker->to, "/%s <</MCID %d>> BDC", content_tag_name(marker->leaf), marker->number++);
    marker->from = marker->reader.at;
    return true;
}

/* The end of the leaf itself is written with what it holds. */
static void end_mark(Marker *marker)
{
    if (marker->inner > 0) {
        marker->inner--;
    } else if (marker->leaf) {
        flush(marker, marker->reader.at);
        bytes_text(marker->to, "\n");
        marker->leaf = NULL;
        marker->from = marker->reader.at;
    }
}

static bool mark_operator(Marker *marker, const Token *token, const char *operands, bool numbered, Error *error)
{
    if (is(token, "BDC") || is(token, "BMC")) {
        if (numbered && !marker->leaf) return begin_leaf(marker, operands, error);
        marker->inner++;
    } else if (is(token, "EMC")) {
        end_mark(marker);
    } else if (is(token, "BI")) { /* cairo writes no picture between its instructions, and its bytes could look like marks */
        return not_as_drawn(error);
    }
    if (is(token, "BT") || is(token, "ET")) marker->in_text = is(token, "BT");
    marker->painted = marker->painted || paints(token);
    return true;
}

bool content_mark(const char *from, size_t count, const Tags *tags, int page, Bytes *ret_marked, Error *error)
{
    Marker marker = {.reader = {from, from + count, 0}, .tags = tags, .page = page, .from = from, .to = ret_marked};
    const char *operands = NULL; /* where those of the next operator begin */
    bool numbered = false, ok = true;
    *ret_marked = (Bytes){0};
    for (Token token = next_token(&marker.reader); ok && token.kind != TOKEN_END; token = next_token(&marker.reader)) {
        if (!operands) operands = token.text;
        if (token.kind == TOKEN_OPERAND) {
            numbered = numbered || is(&token, "/MCID");
            continue;
        }
        ok = mark_operator(&marker, &token, operands, numbered, error);
        operands = NULL;
        numbered = false;
    }
    flush(&marker, from + count);
    while (marker.next < tags->count && tags->node[marker.next].page != page) marker.next++;
    if (ok && (marker.leaf || marker.next < tags->count)) ok = not_as_drawn(error);
    if (ok && ret_marked->failed) ok = error_memory(error, (double)count);
    if (!ok) bytes_free(ret_marked);
    return ok;
}
