#include "render/tags.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* Cairo writes a mark of this kind around each leaf; finish.c puts the right one in its place. */
#define MARK "P"

bool tag_is_leaf(Tag tag)
{
    return tag != TAG_DOCUMENT && tag != TAG_TABLE && tag != TAG_ROW && tag != TAG_LIST && tag != TAG_ITEM;
}

/* Adds a node below the one that is open; NULL when memory ran out. */
static TagNode *add_node(Tags *tags, Tag tag)
{
    if (tags->failed) return NULL;
    if (tags->count == tags->capacity) {
        size_t capacity = 2 * tags->capacity + 64;
        TagNode *grown = realloc(tags->node, capacity * sizeof *grown);
        tags->failed = grown == NULL;
        if (tags->failed) return NULL;
        tags->node = grown;
        tags->capacity = capacity;
    }
    TagNode *node = &tags->node[tags->count++];
    *node = (TagNode){.tag = tag, .parent = tags->open, .page = TAG_NONE};
    return node;
}

static void set_words(Tags *tags, TagNode *node, const char *words)
{
    free(node->words);
    node->words = NULL;
    if (words == NULL || words[0] == '\0') return;
    char *valid = g_utf8_make_valid(words, -1);
    node->words = strdup(valid);
    g_free(valid);
    if (node->words == NULL) tags->failed = true;
}

Tags tags_init(cairo_t *cairo)
{
    Tags tags = {.cairo = cairo, .open = TAG_NONE};
    if (add_node(&tags, TAG_DOCUMENT) != NULL) tags.open = 0;
    return tags;
}

void tags_free(Tags *tags)
{
    for (size_t n = 0; n < tags->count; n++) free(tags->node[n].words);
    free(tags->node);
    *tags = (Tags){0};
}

void tags_next_page(Tags *tags)
{
    if (tags) tags->page++;
}

/* Whether a tag may be begun where we are; if not it is counted, so that its end is known. */
static bool is_heard(Tags *tags)
{
    if (!tags || tags->failed) return false;
    if (tags->muted == 0 && !tag_is_leaf(tags->node[tags->open].tag)) return true;
    tags->muted++;
    return false;
}

static TagNode *begin(Tags *tags, Tag tag, const char *words)
{
    if (!is_heard(tags)) return NULL;
    TagNode *node = add_node(tags, tag);
    if (node == NULL) return NULL;
    set_words(tags, node, words);
    tags->open = (int)tags->count - 1;
    if (!tag_is_leaf(tag)) return node;
    node->page = tags->page;
    cairo_tag_begin(tags->cairo, MARK, NULL);
    return node;
}

void tag_begin(Tags *tags, Tag tag, const char *words)
{
    (void)begin(tags, tag, words);
}

void tag_heading(Tags *tags, int level, const char *words, double y_mm)
{
    TagNode *node = begin(tags, TAG_HEADING, words);
    if (node == NULL) return;
    int least = tags->level == 0 ? 1 : 2, most = tags->level + 1 < TAG_HEADINGS ? tags->level + 1 : TAG_HEADINGS;
    tags->level = level < least ? least : level > most ? most : level;
    node->level = tags->level;
    node->y_mm = y_mm;
}

void tag_figure(Tags *tags, double x_mm, double y_mm, double width_mm, double height_mm)
{
    TagNode *node = begin(tags, TAG_FIGURE, NULL);
    if (node == NULL) return;
    node->x_mm = x_mm, node->y_mm = y_mm, node->width_mm = width_mm, node->height_mm = height_mm;
}

void tag_empty(Tags *tags, Tag tag, const char *words)
{
    if (!tags || tags->failed || tags->muted > 0 || tag_is_leaf(tags->node[tags->open].tag)) return;
    TagNode *node = add_node(tags, tag);
    if (node != NULL) set_words(tags, node, words);
}

void tag_words(Tags *tags, const char *words)
{
    if (tags && !tags->failed && tags->muted == 0) set_words(tags, &tags->node[tags->open], words);
}

void tag_end(Tags *tags)
{
    if (!tags || tags->failed) return;
    if (tags->muted > 0) {
        tags->muted--;
        return;
    }
    const TagNode *node = &tags->node[tags->open];
    if (node->parent == TAG_NONE) return;
    if (tag_is_leaf(node->tag)) cairo_tag_end(tags->cairo, MARK);
    tags->open = node->parent;
}
