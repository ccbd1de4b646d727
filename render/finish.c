#include "render/finish.h"

#include "render/content.h"
#include "render/paper.h"

#include <qpdf/qpdf-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Finish {
    qpdf_data qpdf;
    const Tags *tags;
    const PdfFacts *facts;
    qpdf_oh catalog, *element; /* element: of each node of the tags */
    size_t pages;
} Finish;

/* --- objects, in few words --- */

static void set(const Finish *f, qpdf_oh dictionary, const char *key, qpdf_oh value)
{
    qpdf_oh_replace_key(f->qpdf, dictionary, key, value);
}

static void set_name(const Finish *f, qpdf_oh dictionary, const char *key, const char *name)
{
    set(f, dictionary, key, qpdf_oh_new_name(f->qpdf, name));
}

static void set_number(const Finish *f, qpdf_oh dictionary, const char *key, long long value)
{
    set(f, dictionary, key, qpdf_oh_new_integer(f->qpdf, value));
}

static void set_text(const Finish *f, qpdf_oh dictionary, const char *key, const char *text)
{
    set(f, dictionary, key, qpdf_oh_new_unicode_string(f->qpdf, text));
}

/* A dictionary with a place of its own in the file, so that others can point to it. */
static qpdf_oh new_object(const Finish *f, const char *type)
{
    qpdf_oh made = qpdf_make_indirect_object(f->qpdf, qpdf_oh_new_dictionary(f->qpdf));
    if (type) set_name(f, made, "/Type", type);
    return made;
}

static void add_real(const Finish *f, qpdf_oh array, double value)
{
    qpdf_oh_append_item(f->qpdf, array, qpdf_oh_new_real_from_double(f->qpdf, value, 2));
}

/* Height of a page in points. */
static double page_height(const Finish *f, qpdf_oh page)
{
    qpdf_oh box = qpdf_oh_get_key(f->qpdf, page, "/MediaBox");
    return qpdf_oh_get_numeric_value(f->qpdf, qpdf_oh_get_array_item(f->qpdf, box, 3));
}

/* --- pages --- */

static bool mark_page(const Finish *f, size_t p, Error *error)
{
    qpdf_oh page = qpdf_get_page_n(f->qpdf, p);
    unsigned char *drawn = NULL;
    size_t count = 0;
    Bytes marked = {0};
    bool ok = qpdf_oh_get_page_content_data(f->qpdf, page, &drawn, &count) == QPDF_SUCCESS || error_set(error, ERROR_FAILED, _("The PDF could not be finished: a page cannot be read."));
    ok = ok && content_mark((const char *)drawn, count, f->tags, (int)p, &marked, error);
    free(drawn);
    if (!ok) return false;
    qpdf_oh stream = qpdf_oh_new_stream(f->qpdf), none = qpdf_oh_new_null(f->qpdf);
    qpdf_oh_replace_stream_data(f->qpdf, stream, (const unsigned char *)marked.text, marked.count, none, none);
    bytes_free(&marked);
    set(f, page, "/Contents", stream);
    set_number(f, page, "/StructParents", (long long)p);
    set_name(f, page, "/Tabs", "/S");
    return true;
}

/* --- the tree --- */

/* What a head of a table is the head of. */
static void set_scope(const Finish *f, const TagNode *node, qpdf_oh element)
{
    qpdf_oh attributes = qpdf_oh_new_dictionary(f->qpdf);
    set_name(f, attributes, "/O", "/Table");
    set_name(f, attributes, "/Scope", node->tag == TAG_COLUMN_HEAD ? "/Column" : "/Row");
    set(f, element, "/A", attributes);
}

/* Where a figure stands. */
static void set_place(const Finish *f, const TagNode *node, qpdf_oh element, qpdf_oh page)
{
    qpdf_oh attributes = qpdf_oh_new_dictionary(f->qpdf), box = qpdf_oh_new_array(f->qpdf);
    double height = page_height(f, page);
    add_real(f, box, node->x_mm * PT_PER_MM);
    add_real(f, box, height - (node->y_mm + node->height_mm) * PT_PER_MM);
    add_real(f, box, (node->x_mm + node->width_mm) * PT_PER_MM);
    add_real(f, box, height - node->y_mm * PT_PER_MM);
    set_name(f, attributes, "/O", "/Layout");
    set(f, attributes, "/BBox", box);
    set_name(f, attributes, "/Placement", "/Block");
    set(f, element, "/A", attributes);
}

static qpdf_oh make_element(const Finish *f, const TagNode *node, qpdf_oh parent)
{
    char name[16];
    qpdf_oh element = new_object(f, "/StructElem");
    snprintf(name, sizeof name, "/%s", content_tag_name(node));
    set_name(f, element, "/S", name);
    set(f, element, "/P", parent);
    set(f, element, "/K", qpdf_oh_new_array(f->qpdf));
    if (node->tag == TAG_COLUMN_HEAD || node->tag == TAG_ROW_HEAD) set_scope(f, node, element);
    if (node->words && node->tag != TAG_HEADING) set_text(f, element, node->tag == TAG_FIGURE || node->page == TAG_NONE ? "/Alt" : "/ActualText", node->words);
    return element;
}

/* The elements in the order of the nodes, each with what it holds; and per page whose each marked piece is. */
static void make_tree(const Finish *f)
{
    qpdf_oh root = new_object(f, "/StructTreeRoot"), parents = new_object(f, NULL), numbers = qpdf_oh_new_array(f->qpdf);
    for (size_t n = 0; n < f->tags->count; n++) {
        const TagNode *node = &f->tags->node[n];
        if (node->tag == TAG_ARTIFACT) continue;
        qpdf_oh parent = node->parent == TAG_NONE ? root : f->element[node->parent];
        f->element[n] = make_element(f, node, parent);
        if (node->parent == TAG_NONE) set(f, root, "/K", f->element[n]);
        else qpdf_oh_append_item(f->qpdf, qpdf_oh_get_key(f->qpdf, parent, "/K"), f->element[n]);
    }
    for (size_t p = 0; p < f->pages; p++) {
        qpdf_oh page = qpdf_get_page_n(f->qpdf, p), owners = qpdf_oh_new_array(f->qpdf);
        int number = 0;
        for (size_t n = 0; n < f->tags->count; n++) {
            const TagNode *node = &f->tags->node[n];
            if (node->page != (int)p || node->tag == TAG_ARTIFACT) continue;
            set(f, f->element[n], "/Pg", page);
            set_number(f, f->element[n], "/K", number++);
            if (node->tag == TAG_FIGURE) set_place(f, node, f->element[n], page);
            qpdf_oh_append_item(f->qpdf, owners, f->element[n]);
        }
        qpdf_oh_append_item(f->qpdf, numbers, qpdf_oh_new_integer(f->qpdf, (long long)p));
        qpdf_oh_append_item(f->qpdf, numbers, qpdf_make_indirect_object(f->qpdf, owners));
    }
    set(f, parents, "/Nums", numbers);
    set(f, root, "/ParentTree", parents);
    set_number(f, root, "/ParentTreeNextKey", (long long)f->pages);
    set(f, f->catalog, "/StructTreeRoot", root);
    qpdf_oh marked = qpdf_oh_new_dictionary(f->qpdf);
    set(f, marked, "/Marked", qpdf_oh_new_bool(f->qpdf, QPDF_TRUE));
    set(f, f->catalog, "/MarkInfo", marked);
}

/* --- bookmarks --- */

typedef struct Bookmark {
    qpdf_oh item, last;      /* last: its last child */
    long long below;         /* all that hang below it */
} Bookmark;

static void make_bookmark(const Finish *f, const TagNode *node, qpdf_oh element, Bookmark *parent, Bookmark *ret_bookmark)
{
    qpdf_oh item = new_object(f, NULL), page = qpdf_get_page_n(f->qpdf, (size_t)node->page), place = qpdf_oh_new_array(f->qpdf);
    set_text(f, item, "/Title", node->words ? node->words : "–");
    set(f, item, "/Parent", parent->item);
    set(f, item, "/SE", element);
    qpdf_oh_append_item(f->qpdf, place, page);
    qpdf_oh_append_item(f->qpdf, place, qpdf_oh_new_name(f->qpdf, "/XYZ"));
    add_real(f, place, 0);
    add_real(f, place, page_height(f, page) - node->y_mm * PT_PER_MM);
    qpdf_oh_append_item(f->qpdf, place, qpdf_oh_new_null(f->qpdf));
    set(f, item, "/Dest", place);
    if (parent->below > 0) {
        set(f, parent->last, "/Next", item);
        set(f, item, "/Prev", parent->last);
    } else {
        set(f, parent->item, "/First", item);
    }
    set(f, parent->item, "/Last", item);
    parent->last = item;
    *ret_bookmark = (Bookmark){.item = item};
}

/* All of them open. */
static void make_bookmarks(const Finish *f)
{
    Bookmark path[TAG_HEADINGS + 1] = {{.item = new_object(f, "/Outlines")}};
    for (size_t n = 0; n < f->tags->count; n++) {
        const TagNode *node = &f->tags->node[n];
        if (node->tag != TAG_HEADING) continue;
        make_bookmark(f, node, f->element[n], &path[node->level - 1], &path[node->level]);
        for (int level = 0; level < node->level; level++) set_number(f, path[level].item, "/Count", ++path[level].below);
    }
    if (path[0].below > 0) set(f, f->catalog, "/Outlines", path[0].item);
}

/* --- what the file says of itself --- */

static void add_property(Bytes *xml, const char *name, const char *value)
{
    bytes_print(xml, "<%s>", name);
    bytes_escaped(xml, value);
    bytes_print(xml, "</%s>\n", name);
}

static void add_worded(Bytes *xml, const char *name, const char *value)
{
    bytes_print(xml, "<%s><rdf:Alt><rdf:li xml:lang=\"x-default\">", name);
    bytes_escaped(xml, value);
    bytes_print(xml, "</rdf:li></rdf:Alt></%s>\n", name);
}

/* The same facts as in the file's own dictionary, as XMP (ISO 16684-1). */
static void write_metadata(const Finish *f, const char *language, Bytes *xml)
{
    const char *producer = qpdf_get_info_key(f->qpdf, "/Producer");
    bytes_text(xml, "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                    " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n");
    add_property(xml, "dc:format", "application/pdf");
    if (f->facts->title) add_worded(xml, "dc:title", f->facts->title);
    if (f->facts->subtitle) add_worded(xml, "dc:description", f->facts->subtitle);
    bytes_print(xml, "<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>\n", language);
    add_property(xml, "xmp:CreatorTool", "Brandpunt " BRANDPUNT_VERSION);
    add_property(xml, "xmp:CreateDate", f->facts->created ? f->facts->created : PAPER_CREATED);
    if (producer) add_property(xml, "pdf:Producer", producer);
    bytes_text(xml, "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>\n");
}

static bool describe_file(const Finish *f, Error *error)
{
    const char *language = f->facts->language == LANGUAGE_ENGLISH ? "en-GB" : "nl-NL";
    Bytes xml = {0};
    write_metadata(f, language, &xml);
    if (xml.failed) {
        bytes_free(&xml);
        return error_memory(error, 4096);
    }
    qpdf_oh metadata = qpdf_oh_new_stream(f->qpdf), none = qpdf_oh_new_null(f->qpdf), dictionary = qpdf_oh_get_dict(f->qpdf, metadata), view = qpdf_oh_new_dictionary(f->qpdf);
    qpdf_oh_replace_stream_data(f->qpdf, metadata, (const unsigned char *)xml.text, xml.count, none, none);
    bytes_free(&xml);
    set_name(f, dictionary, "/Type", "/Metadata");
    set_name(f, dictionary, "/Subtype", "/XML");
    set(f, f->catalog, "/Metadata", metadata);
    set_text(f, f->catalog, "/Lang", language);
    set(f, view, "/DisplayDocTitle", qpdf_oh_new_bool(f->qpdf, f->facts->title ? QPDF_TRUE : QPDF_FALSE));
    set(f, f->catalog, "/ViewerPreferences", view);
    return true;
}

/* --- the whole --- */

/* What went wrong in qpdf, in its words; none when nothing did. */
static bool qpdf_went_well(qpdf_data qpdf, Error *error)
{
    if (!qpdf_has_error(qpdf)) return true;
    return error_set(error, ERROR_FAILED, _("The PDF could not be finished: %s."), qpdf_get_error_message_detail(qpdf, qpdf_get_error(qpdf)));
}

static bool write_pdf(const Finish *f, Bytes *ret_pdf, Error *error)
{
    qpdf_init_write_memory(f->qpdf);
    qpdf_set_deterministic_ID(f->qpdf, QPDF_TRUE);
    qpdf_set_object_stream_mode(f->qpdf, qpdf_o_generate);
    qpdf_set_minimum_pdf_version(f->qpdf, "1.7");
    qpdf_write(f->qpdf);
    if (!qpdf_went_well(f->qpdf, error)) return false;
    *ret_pdf = (Bytes){0};
    bytes_add(ret_pdf, qpdf_get_buffer(f->qpdf), qpdf_get_buffer_length(f->qpdf));
    return !ret_pdf->failed || error_memory(error, (double)qpdf_get_buffer_length(f->qpdf));
}

bool finish_pdf(const Bytes *drawn, const Tags *tags, const PdfFacts *facts, Bytes *ret_pdf, Error *error)
{
    if (tags->failed) return error_memory(error, (double)(tags->count * sizeof *tags->node));
    if (tags->open != 0 || tags->muted > 0) return error_set(error, ERROR_FAILED, _("The PDF could not be finished: its marks are not those that were drawn."));
    Finish f = {.qpdf = qpdf_init(), .tags = tags, .facts = facts, .element = calloc(tags->count, sizeof *f.element)};
    bool ok = f.element != NULL || error_memory(error, (double)(tags->count * sizeof *f.element));
    qpdf_silence_errors(f.qpdf);
    qpdf_set_suppress_warnings(f.qpdf, QPDF_TRUE);
    if (ok) {
        qpdf_read_memory(f.qpdf, "pdf", drawn->text, drawn->count, NULL);
        ok = qpdf_went_well(f.qpdf, error);
    }
    f.catalog = ok ? qpdf_get_root(f.qpdf) : 0;
    f.pages = ok ? (size_t)qpdf_get_num_pages(f.qpdf) : 0;
    for (size_t p = 0; ok && p < f.pages; p++) ok = mark_page(&f, p, error);
    ok = ok && describe_file(&f, error);
    if (ok) {
        make_tree(&f);
        make_bookmarks(&f);
        ok = qpdf_went_well(f.qpdf, error) && write_pdf(&f, ret_pdf, error);
    }
    qpdf_cleanup(&f.qpdf);
    free(f.element);
    return ok;
}
