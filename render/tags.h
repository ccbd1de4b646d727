/*
 * tags.h: what each thing on a page is, for whoever hears the page instead of seeing it.
 *
 * While a PDF is drawn, the drawing says of every text and figure what it is: `tag_begin(tags, TAG_PARAGRAPH, NULL)`, the drawing, and
 * `tag_end(tags)`. From that a tree is kept, in the order of drawing, which is the order of reading. Cairo marks the place in the file;
 * the file itself gets its tree, its bookmarks and the words for its figures afterwards (render/finish.h).
 *
 * A table holds rows and a row cells; a list holds items and an item one body. The rest holds what is drawn and no other tags: what is
 * tagged inside a figure belongs to the figure. Lines and grounds need no tag: what is drawn outside all tags is decoration. A text
 * outside all tags would be heard by nobody; a running head says that it is one with TAG_ARTIFACT.
 *
 * Everything takes NULL for pictures that have no tags (SVG, PNG) and for drawings that only measure, and does nothing then.
 */
#ifndef BRANDPUNT_RENDER_TAGS_H
#define BRANDPUNT_RENDER_TAGS_H

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum Tag {
    TAG_DOCUMENT, /* the root, made by tags_init() */
    TAG_HEADING,
    TAG_PARAGRAPH,
    TAG_TABLE,
    TAG_ROW,
    TAG_COLUMN_HEAD, /* a cell that names its column */
    TAG_ROW_HEAD,    /* a cell that names its row */
    TAG_CELL,
    TAG_LIST,
    TAG_ITEM,
    TAG_ITEM_BODY,
    TAG_FIGURE,
    TAG_ARTIFACT /* what is repeated on every page: not read */
} Tag;

enum { TAG_HEADINGS = 6, TAG_NONE = -1 };

typedef struct TagNode {
    Tag tag;
    int parent;      /* its place in the array of nodes; TAG_NONE of the root */
    int page;        /* from 0; TAG_NONE where nothing was drawn: tables, rows, lists, items, empty cells */
    int level;       /* of a heading, 1 .. TAG_HEADINGS */
    char *words;     /* the text of a heading, for the bookmarks; of a figure what it shows; else what is heard instead of the signs; or NULL */
    double x_mm, y_mm, width_mm, height_mm; /* of a figure; of a heading y_mm alone, from the upper edge of its page */
} TagNode;

typedef struct Tags {
    cairo_t *cairo;  /* not owned */
    TagNode *node;   /* parents before children, in the order of reading */
    size_t count, capacity;
    int open;        /* the innermost node that is open */
    int muted;       /* how many tags are open inside one that holds no tags */
    int page, level; /* of the last heading: none is more than one deeper */
    bool failed;     /* memory ran out */
} Tags;

/* For a PDF that is about to be drawn with that context, on its first page. Free with tags_free(), safe on zeroed. */
Tags tags_init(cairo_t *cairo);
void tags_free(Tags *tags);

/* To be called after each cairo_show_page() with another page to follow. */
void tags_next_page(Tags *tags);

/* Everything drawn until tag_end() is of that kind. words: what is heard instead of the signs that are drawn, such as a word with its
 * letters set apart; NULL: those signs. */
void tag_begin(Tags *tags, Tag tag, const char *words);

/* A heading and its text for the bookmarks. The first one of a document gets level 1, and no other does; one that would skip a level
 * gets the next. */
void tag_heading(Tags *tags, int level, const char *words, double y_mm);

/* A figure, with its place on the page. It needs words, see tag_words(). */
void tag_figure(Tags *tags, double x_mm, double y_mm, double width_mm, double height_mm);

/* A cell with nothing drawn in it; words: what is heard all the same, or NULL. */
void tag_empty(Tags *tags, Tag tag, const char *words);

/* Gives words to what is open, where they are known only after the drawing. */
void tag_words(Tags *tags, const char *words);

void tag_end(Tags *tags);

/* Whether a tag holds what is drawn, and no other tags. */
bool tag_is_leaf(Tag tag);

#endif
