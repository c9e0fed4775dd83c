/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/svg.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "sample/recording.h"

#define ROW 17
#define TOP 56
#define BOTTOM 28
#define WIDTH 1200
/* What is narrower than one in so many is left out: it could be seen at no zoom that one uses. */
#define NARROWEST 20000
/* A drawing has its limits; what is deeper is in the other formats. */
#define DEEPEST 3000

static const char style[] =
#include "sample/flame-css.inc"
    ;

static const char script[] =
#include "sample/flame-js.inc"
    ;

/* One frame of the drawing. */
struct box {
    uint32_t node;
    uint32_t row;  /* 0: the root */
    uint64_t left; /* in samples */
};

struct drawing {
    const struct calltree *tree;
    ARRAY(struct box) boxes; /* outer ones first, in the order of drawing */
    uint32_t rows;
    uint64_t left_out; /* frames that are too narrow or too deep */
};

void svg_write_text(const char *text, FILE *out)
{
    CLEANUP_FREE char *escaped = text_escaped(text);

    for (const char *at = escaped; *at != '\0'; at++) {
        switch (*at) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*at, out);
        }
    }
}

struct sibling {
    const struct calltree_node *node;
    uint32_t index;
};

/* By name, so that two drawings of one program look alike. */
static int compare_siblings(const void *a, const void *b)
{
    const struct calltree_node *left = ((const struct sibling *)a)->node;
    const struct calltree_node *right = ((const struct sibling *)b)->node;
    int order = strcmp(left->function->name, right->function->name);

    if (order == 0)
        order = strcmp(left->function->filename, right->function->filename);
    return order != 0 ? order : (left->line > right->line) - (left->line < right->line);
}

static void push_children(struct drawing *drawing, const struct box *box, uint64_t narrowest)
{
    const struct calltree *tree = drawing->tree;
    ARRAY(struct sibling) children = {0};
    uint64_t left = box->left;

    for (uint32_t child = tree->nodes.data[box->node].child; child != 0;
         child = tree->nodes.data[child].sibling)
        array_push(&children, ((struct sibling){&tree->nodes.data[child], child}));
    if (children.count > 0)
        qsort(children.data, children.count, sizeof *children.data, compare_siblings);
    for (size_t i = 0; i < children.count; i++) {
        uint64_t total = children.data[i].node->total;

        if (total >= narrowest && box->row + 1 < DEEPEST)
            array_push(&drawing->boxes, ((struct box){children.data[i].index, box->row + 1, left}));
        else
            drawing->left_out++;
        left += total;
    }
    array_deinit(&children);
}

/* Row by row: what is pushed is gone through in turn. */
static void lay_out(struct drawing *drawing)
{
    uint64_t narrowest = drawing->tree->nodes.data[0].total / NARROWEST;

    array_push(&drawing->boxes, ((struct box){0, 0, 0}));
    for (size_t i = 0; i < drawing->boxes.count; i++) {
        struct box box = drawing->boxes.data[i];

        if (box.row + 1 > drawing->rows)
            drawing->rows = box.row + 1;
        push_children(drawing, &box, narrowest > 0 ? narrowest : 1);
    }
}

/* One hue for each file; -1: it has none. */
static int hue_of(const struct function *function)
{
    uint32_t hash = 2166136261u;

    if (function->filename[0] == '\0')
        return -1;
    for (const char *at = function->filename; *at != '\0'; at++)
        hash = (hash ^ (uint8_t)*at) * 16777619u;
    return (int)((hash >> 8) % 360);
}

static double share(uint64_t part, uint64_t whole)
{
    return whole > 0 ? 100 * (double)part / (double)whole : 0;
}

/* For viewers that run no script; it is laid out anew by one that does. */
static void cut_to(char *label, double width)
{
    size_t room = width > 20 ? (size_t)((width - 6) / 6.6) : 0;

    if (room >= strlen(label))
        return;
    while (room > 0 && ((uint8_t)label[room] & 0xc0) == 0x80)
        room--;
    label[room] = '\0';
}

static void write_box(const struct drawing *drawing, const struct box *box, FILE *out)
{
    const struct calltree_node *node = &drawing->tree->nodes.data[box->node];
    uint64_t samples = drawing->tree->nodes.data[0].total;
    double scale = samples > 0 ? (double)WIDTH / (double)samples : 0;
    CLEANUP_FREE char *label = calltree_label(node);
    int hue = hue_of(node->function);

    fprintf(out, "<g tabindex=\"0\"%s data-f=\"%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu32 "\"",
            hue < 0 ? " class=\"none\"" : "", box->left, node->total, node->own, box->row);
    if (hue >= 0)
        fprintf(out, " style=\"--h:%d\"", hue);
    fputs("><title>", out);
    svg_write_text(label, out);
    fprintf(out, "\n%" PRIu64 " samples (%.2f %%), own %" PRIu64 " (%.2f %%)</title>", node->total,
            share(node->total, samples), node->own, share(node->own, samples));
    double x = (double)box->left * scale;
    double width = (double)node->total * scale;
    uint32_t y = TOP + (drawing->rows - 1 - box->row) * ROW;

    fprintf(out,
            "<rect x=\"%.2f\" y=\"%" PRIu32 "\" width=\"%.3f\" height=\"%d\" fill=\"%s\"/>"
            "<text x=\"%.2f\" y=\"%" PRIu32 "\">",
            x, y, width, ROW - 1, hue < 0 ? "#c4c4c4" : "#f0a060", x + 3, y + 12);
    cut_to(label, width);
    svg_write_text(label, out);
    fputs("</text></g>\n", out);
}

void svg_write_element(const struct recording *recording, FILE *out)
{
    struct drawing drawing = {.tree = &recording->tree};
    CLEANUP_FREE char *summary = recording_summary(recording);

    lay_out(&drawing);

    uint32_t height = TOP + drawing.rows * ROW + BOTTOM;

    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"pyinspect\" width=\"%d\" "
            "height=\"%" PRIu32 "\" viewBox=\"0 0 %d %" PRIu32 "\" data-samples=\"%" PRIu64
            "\" data-rows=\"%" PRIu32 "\">\n<style>\n",
            WIDTH, height, WIDTH, height, recording->tree.nodes.data[0].total, drawing.rows);
    fputs(style, out);
    fputs("</style>\n<text id=\"title\" x=\"8\" y=\"18\">", out);
    svg_write_text(recording->command, out);
    fputs("</text>\n<text x=\"8\" y=\"34\">", out);
    svg_write_text(summary, out);
    if (drawing.left_out > 0)
        fprintf(out, "; %" PRIu64 " small frames left out", drawing.left_out);
    fputs("</text>\n"
          "<foreignObject x=\"8\" y=\"37\" width=\"260\" height=\"19\">"
          "<input xmlns=\"http://www.w3.org/1999/xhtml\" id=\"query\" type=\"search\" "
          "placeholder=\"search: a regular expression  [/]\"/></foreignObject>\n"
          "<text id=\"reset\" class=\"button\" tabindex=\"0\" role=\"button\" x=\"280\" "
          "y=\"51\">reset [Esc]</text>\n"
          "<text id=\"turn\" class=\"button\" tabindex=\"0\" role=\"button\" x=\"355\" "
          "y=\"51\">upside down [i]</text>\n"
          "<text id=\"found\" x=\"460\" y=\"51\"></text>\n",
          out);
    fprintf(out, "<text id=\"status\" x=\"8\" y=\"%" PRIu32 "\"></text>\n<g id=\"frames\">\n",
            height - 9);
    for (size_t i = 0; i < drawing.boxes.count; i++)
        write_box(&drawing, &drawing.boxes.data[i], out);
    fputs("</g>\n<script><![CDATA[\n", out);
    fputs(script, out);
    fputs("]]></script>\n</svg>\n", out);
    array_deinit(&drawing.boxes);
}

void svg_write(const struct recording *recording, FILE *out)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", out);
    svg_write_element(recording, out);
}
