#include "tests/support/pdf_walk.h"

#include "tests/support/assert_near.h"

#include <qpdf/qpdf-c.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PAGES = 100, MOST_PIECES = 20000, MOST_HEADINGS = 2000, DEEPEST = 16 };

typedef struct Walker {
    qpdf_data q;
    PdfWalk *walk;
    int page_id[MOST_PAGES];
    int pieces[MOST_PAGES];            /* in the tree, so far */
    int owner[MOST_PAGES][MOST_PIECES / 20]; /* object of the element of each piece */
    int last_page;                     /* of the piece before */
    int level;                         /* of the heading before */
    int heading[MOST_HEADINGS], heading_level[MOST_HEADINGS];
} Walker;

static qpdf_oh key(const Walker *w, qpdf_oh of, const char *name)
{
    return qpdf_oh_get_key(w->q, of, name);
}

static int id(const Walker *w, qpdf_oh object)
{
    return qpdf_oh_get_object_id(w->q, object);
}

static bool is_name(const Walker *w, qpdf_oh object, const char *name)
{
    return qpdf_oh_is_name(w->q, object) && strcmp(qpdf_oh_get_name(w->q, object), name) == 0;
}

static void append(char *to, const char *text, const char *end)
{
    assert_true(strlen(to) + strlen(text) + strlen(end) < WALK_WORDS);
    strcat(to, text);
    strcat(to, end);
}

/* --- the tree --- */

static void look_at_heading(Walker *w, qpdf_oh element, int level)
{
    PdfWalk *walk = w->walk;
    assert_true(level >= 1 && level <= w->level + 1);
    assert_true((level == 1) == (walk->headings == 0)); /* the first one, and no other */
    assert_true(walk->headings < MOST_HEADINGS);
    w->heading[walk->headings] = id(w, element);
    w->heading_level[walk->headings++] = w->level = level;
    if (level > walk->deepest) walk->deepest = level;
}

static void look_at_figure(Walker *w, qpdf_oh element)
{
    qpdf_oh words = key(w, element, "/Alt"), attributes = key(w, element, "/A"), box = key(w, attributes, "/BBox");
    assert_true(qpdf_oh_is_string(w->q, words));
    append(w->walk->words, qpdf_oh_get_utf8_value(w->q, words), "\n");
    assert_true(strlen(qpdf_oh_get_utf8_value(w->q, words)) > 20);
    assert_int_equal(qpdf_oh_get_array_n_items(w->q, box), 4);
    double side[4];
    for (int i = 0; i < 4; i++) side[i] = qpdf_oh_get_numeric_value(w->q, qpdf_oh_get_array_item(w->q, box, i));
    assert_true(side[0] >= 0 && side[1] >= 0 && side[0] < side[2] && side[1] < side[3] && side[2] < 1200 && side[3] < 1200);
    w->walk->figures++;
}

/* A piece of a page: the next one, so that the tree is read in the order in which the page was drawn. */
static void look_at_piece(Walker *w, qpdf_oh element, int number)
{
    int page = 0, page_id = id(w, key(w, element, "/Pg"));
    while (page < w->walk->pages && w->page_id[page] != page_id) page++;
    assert_true(page < w->walk->pages && page >= w->last_page);
    assert_int_equal(number, w->pieces[page]);
    assert_true(w->pieces[page] < MOST_PIECES / 20);
    w->owner[page][w->pieces[page]++] = id(w, element);
    w->last_page = page;
}

/* What may lie in what. */
static void assert_right_place(const char *name, const char *parent)
{
    static const char *const within[][2] = {{"/TR", "/Table"}, {"/TH", "/TR"}, {"/TD", "/TR"}, {"/LI", "/L"}, {"/LBody", "/LI"}};
    for (size_t i = 0; i < sizeof within / sizeof *within; i++) {
        if (strcmp(name, within[i][0]) == 0) {
            if (strcmp(parent, within[i][1]) != 0) fail_msg("%s lies in %s", name, parent);
            return;
        }
    }
    if (strcmp(parent, "/Document") != 0) fail_msg("%s lies in %s", name, parent);
}

static void walk_children(Walker *w, qpdf_oh element, const char *name, int depth);

static void walk_element(Walker *w, qpdf_oh element, qpdf_oh parent, const char *parent_name, int depth)
{
    char name[16];
    PdfWalk *walk = w->walk;
    assert_true(depth < DEEPEST && qpdf_oh_is_dictionary(w->q, element));
    assert_int_equal(id(w, key(w, element, "/P")), id(w, parent));
    snprintf(name, sizeof name, "%s", qpdf_oh_get_name(w->q, key(w, element, "/S")));
    append(walk->order, name + 1, " ");
    assert_right_place(name, parent_name);
    if (name[1] == 'H' && strlen(name) == 3) look_at_heading(w, element, name[2] - '0');
    else if (strcmp(name, "/Figure") == 0) look_at_figure(w, element);
    walk->paragraphs += strcmp(name, "/P") == 0;
    walk->tables += strcmp(name, "/Table") == 0;
    walk->rows += strcmp(name, "/TR") == 0;
    walk->cells += strcmp(name, "/TD") == 0 || strcmp(name, "/TH") == 0;
    walk->lists += strcmp(name, "/L") == 0;
    walk->items += strcmp(name, "/LI") == 0;
    if (strcmp(name, "/TH") == 0) assert_true(qpdf_oh_is_name(w->q, key(w, key(w, element, "/A"), "/Scope")));
    if (qpdf_oh_has_key(w->q, element, "/ActualText")) append(walk->words, qpdf_oh_get_utf8_value(w->q, key(w, element, "/ActualText")), "\n");
    walk_children(w, element, name, depth);
}

/* A row's cells are as many as those of the rows before it; a table and a list have at least one row or item. */
static void walk_children(Walker *w, qpdf_oh element, const char *name, int depth)
{
    qpdf_oh within = key(w, element, "/K");
    bool table = strcmp(name, "/Table") == 0;
    if (qpdf_oh_is_integer(w->q, within)) {
        look_at_piece(w, element, qpdf_oh_get_int_value_as_int(w->q, within));
        return;
    }
    int count = qpdf_oh_get_array_n_items(w->q, within), columns = -1;
    assert_true(qpdf_oh_is_array(w->q, within));
    bool empty_cell = strcmp(name, "/TH") == 0 || strcmp(name, "/TD") == 0;
    assert_true(empty_cell ? count == 0 : count > 0);
    for (int i = 0; i < count; i++) {
        qpdf_oh child = qpdf_oh_get_array_item(w->q, within, i);
        if (table) {
            int cells = qpdf_oh_get_array_n_items(w->q, key(w, child, "/K"));
            if (columns >= 0) assert_int_equal(cells, columns);
            columns = cells;
        }
        walk_element(w, child, element, name, depth + 1);
    }
}

/* From a page back to the elements of its pieces. */
static void look_at_parents(const Walker *w, qpdf_oh tree)
{
    qpdf_oh numbers = key(w, key(w, tree, "/ParentTree"), "/Nums");
    assert_int_equal(qpdf_oh_get_array_n_items(w->q, numbers), 2 * w->walk->pages);
    for (int p = 0; p < w->walk->pages; p++) {
        qpdf_oh page = qpdf_get_page_n(w->q, (size_t)p), owners = qpdf_oh_get_array_item(w->q, numbers, 2 * p + 1);
        assert_int_equal(qpdf_oh_get_int_value_as_int(w->q, key(w, page, "/StructParents")), p);
        assert_int_equal(qpdf_oh_get_int_value_as_int(w->q, qpdf_oh_get_array_item(w->q, numbers, 2 * p)), p);
        assert_int_equal(qpdf_oh_get_array_n_items(w->q, owners), w->pieces[p]);
        for (int i = 0; i < w->pieces[p]; i++) assert_int_equal(id(w, qpdf_oh_get_array_item(w->q, owners, i)), w->owner[p][i]);
    }
}

/* --- the pages, word by word --- */

/* The next word of the instructions outside texts and dictionaries; a dictionary counts as one word. NULL at the end. */
static const char *next_word(const char **at, char *word, size_t size)
{
    const char *p = *at + strspn(*at, " \t\r\n\f");
    size_t length = 0;
    int depth = 0;
    if (*p == '\0') return NULL;
    do {
        bool escaped = *p == '\\' && word[0] == '(' && length > 0;
        if (length + 2 < size) word[length++] = *p;
        if (length == 1) word[1] = '\0';
        if (escaped && p[1]) p++;
        else if (word[0] == '(') depth += (*p == '(') - (*p == ')');
        else if (word[0] == '<') depth += (*p == '<') - (*p == '>');
        p++;
    } while (*p && (depth > 0 || (word[0] != '(' && word[0] != '<' && word[0] != '[' && word[0] != ']' && !strchr(" \t\r\n\f()<>[]/", *p))));
    word[length] = '\0';
    *at = p;
    return word;
}

static bool one_of(const char *word, const char *const *list)
{
    while (*list && strcmp(word, *list) != 0) list++;
    return *list != NULL;
}

typedef enum Mark { MARK_PIECE, MARK_DECORATION, MARK_RUNNING, MARK_OTHER } Mark;

static Mark mark_of(Walker *w, int page, const char *name, const char *properties, int *pieces)
{
    const char *number = strstr(properties, "/MCID ");
    if (number) {
        assert_int_equal(atoi(number + 6), *pieces);
        ++*pieces;
        assert_true(*pieces <= w->pieces[page]);
        return MARK_PIECE;
    }
    if (strcmp(name, "/Artifact") != 0) return MARK_OTHER;
    bool running = strstr(properties, "/Pagination") != NULL;
    w->walk->artifacts += running;
    return running ? MARK_RUNNING : MARK_DECORATION;
}

static void read_page(Walker *w, int page, const char *text)
{
    static const char *const shows[] = {"Tj", "TJ", "'", "\"", "Do", NULL}, *const paints[] = {"f", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "F", NULL};
    static char word[8192], before[8192], before_that[8192];
    Mark open[DEEPEST];
    int depth = 0, pieces = 0, texts = 0;
    before[0] = before_that[0] = '\0';
    while (next_word(&text, word, sizeof word)) {
        if (strcmp(word, "BDC") == 0 || strcmp(word, "BMC") == 0) {
            bool with = word[1] == 'D';
            assert_true(depth < DEEPEST);
            open[depth] = mark_of(w, page, with ? before_that : before, with ? before : "", &pieces);
            if (open[depth] != MARK_OTHER) assert_int_equal(depth, 0);
            depth++;
        } else if (strcmp(word, "EMC") == 0) {
            assert_true(--depth >= 0);
        } else if (one_of(word, shows)) {
            assert_true(depth > 0 && open[0] != MARK_OTHER);
            if (open[0] == MARK_DECORATION) fail_msg("page %d: a text that is neither tagged nor a running head, after %s", page + 1, before);
            texts++;
        } else if (one_of(word, paints)) {
            assert_true(depth > 0 && open[0] != MARK_OTHER);
        }
        memcpy(before_that, before, sizeof before);
        memcpy(before, word, sizeof word);
    }
    assert_int_equal(depth, 0);
    assert_int_equal(pieces, w->pieces[page]);
    (void)texts;
}

static void read_pages(Walker *w)
{
    for (int p = 0; p < w->walk->pages; p++) {
        qpdf_oh page = qpdf_get_page_n(w->q, (size_t)p);
        unsigned char *bytes;
        size_t count;
        assert_int_equal(qpdf_oh_get_page_content_data(w->q, page, &bytes, &count), QPDF_SUCCESS);
        char *text = calloc(count + 1, 1);
        assert_non_null(text);
        for (size_t i = 0; i < count; i++) text[i] = (char)(bytes[i] ? bytes[i] : ' ');
        read_page(w, p, text);
        assert_true(is_name(w, key(w, page, "/Tabs"), "/S"));
        free(text);
        free(bytes);
    }
}

/* --- bookmarks, and what the file says of itself --- */

static void walk_bookmarks(Walker *w, qpdf_oh parent, int level, int *count)
{
    int before = *count;
    qpdf_oh item = key(w, parent, "/First");
    while (qpdf_oh_is_dictionary(w->q, item)) {
        assert_int_equal(id(w, key(w, item, "/Parent")), id(w, parent));
        append(w->walk->bookmarks, qpdf_oh_get_utf8_value(w->q, key(w, item, "/Title")), "\n");
        assert_true(*count < w->walk->headings);
        assert_int_equal(w->heading[*count], id(w, key(w, item, "/SE")));
        assert_int_equal(w->heading_level[*count], level);
        qpdf_oh place = key(w, item, "/Dest");
        int page = id(w, qpdf_oh_get_array_item(w->q, place, 0)), p = 0;
        while (p < w->walk->pages && w->page_id[p] != page) p++;
        assert_true(p < w->walk->pages);
        double y = qpdf_oh_get_numeric_value(w->q, qpdf_oh_get_array_item(w->q, place, 3));
        assert_true(y > 0 && y < 1200);
        ++*count;
        walk_bookmarks(w, item, level + 1, count);
        qpdf_oh next = key(w, item, "/Next");
        if (qpdf_oh_is_dictionary(w->q, next)) assert_int_equal(id(w, key(w, next, "/Prev")), id(w, item));
        else assert_int_equal(id(w, key(w, parent, "/Last")), id(w, item));
        item = next;
    }
    if (*count > before) assert_int_equal(qpdf_oh_get_int_value_as_int(w->q, key(w, parent, "/Count")), *count - before);
}

static void look_at_facts(const Walker *w, qpdf_oh catalog, const char *language, const char *title)
{
    unsigned char *xml;
    size_t count;
    assert_string_equal(qpdf_oh_get_utf8_value(w->q, key(w, catalog, "/Lang")), language);
    assert_true(qpdf_oh_get_bool_value(w->q, key(w, key(w, catalog, "/MarkInfo"), "/Marked")));
    assert_int_equal(qpdf_oh_get_bool_value(w->q, key(w, key(w, catalog, "/ViewerPreferences"), "/DisplayDocTitle")), title != NULL);
    if (title) assert_string_equal(qpdf_get_info_key(w->q, "/Title"), title);
    assert_int_equal(qpdf_oh_get_stream_data(w->q, key(w, catalog, "/Metadata"), qpdf_dl_all, NULL, &xml, &count), QPDF_SUCCESS);
    char *text = calloc(count + 1, 1);
    assert_non_null(text);
    memcpy(text, xml, count);
    assert_non_null(strstr(text, language));
    assert_null(strstr(text, "pdfuaid")); /* nothing is claimed that was not checked */
    if (title && !strpbrk(title, "<>&")) assert_non_null(strstr(text, title));
    free(text);
    free(xml);
}

static qpdf_data open_pdf(const char *path)
{
    qpdf_data q = qpdf_init();
    qpdf_silence_errors(q);
    assert_int_equal(qpdf_read(q, path, NULL), QPDF_SUCCESS);
    return q;
}

int pdf_pages(const char *path)
{
    qpdf_data q = open_pdf(path);
    int pages = qpdf_get_num_pages(q);
    qpdf_cleanup(&q);
    return pages;
}

void pdf_walk(const char *path, const char *language, const char *title, PdfWalk *ret_walk)
{
    Walker *w = calloc(1, sizeof *w);
    int bookmarks = 0;
    assert_non_null(w);
    w->q = open_pdf(path);
    w->walk = ret_walk;
    memset(ret_walk, 0, sizeof *ret_walk);
    ret_walk->pages = qpdf_get_num_pages(w->q);
    assert_true(ret_walk->pages > 0 && ret_walk->pages <= MOST_PAGES);
    for (int p = 0; p < ret_walk->pages; p++) w->page_id[p] = id(w, qpdf_get_page_n(w->q, (size_t)p));
    qpdf_oh catalog = qpdf_get_root(w->q), tree = key(w, catalog, "/StructTreeRoot"), document = key(w, tree, "/K");
    look_at_facts(w, catalog, language, title);
    assert_true(is_name(w, key(w, document, "/S"), "/Document"));
    assert_int_equal(id(w, key(w, document, "/P")), id(w, tree));
    walk_children(w, document, "/Document", 0);
    look_at_parents(w, tree);
    read_pages(w);
    if (ret_walk->headings > 0) walk_bookmarks(w, key(w, catalog, "/Outlines"), 1, &bookmarks);
    assert_int_equal(bookmarks, ret_walk->headings);
    assert_false(qpdf_has_error(w->q));
    assert_false(qpdf_more_warnings(w->q));
    qpdf_cleanup(&w->q);
    free(w);
}
