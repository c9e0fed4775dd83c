/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/svg.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "sample/recording.h"

#define ROW 17
#define HEADING 34 /* the title and the summary */
#define TOOLS 32   /* the row with the search */
#define BOTTOM 28
#define WIDTH 1200
/* What is narrower than one in so many is left out: it could be seen at no zoom that one uses. */
#define NARROWEST 20000
/* A drawing has its limits; what is deeper is in the other formats. */
#define DEEPEST 3000
/* What is higher than a screen begins at the top, with the outermost frames. */
#define ICICLE_ROWS 60

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

struct layout {
    const struct svg_drawing *drawing;
    const struct calltree *tree;
    ARRAY(struct box) boxes; /* outer ones first, in the order of drawing */
    uint32_t rows;
    uint64_t left_out; /* frames that are too narrow or too deep */
    double most;       /* the greatest difference, as a part of the whole */
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

static void push_children(struct layout *layout, const struct box *box, uint64_t narrowest)
{
    const struct calltree *tree = layout->tree;
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
            array_push(&layout->boxes, ((struct box){children.data[i].index, box->row + 1, left}));
        else
            layout->left_out++;
        left += total;
    }
    array_deinit(&children);
}

/* Row by row: what is pushed is gone through in turn. */
static void lay_out(struct layout *layout)
{
    uint64_t narrowest = layout->tree->nodes.data[0].total / NARROWEST;

    array_push(&layout->boxes, ((struct box){0, 0, 0}));
    for (size_t i = 0; i < layout->boxes.count; i++) {
        struct box box = layout->boxes.data[i];

        if (box.row + 1 > layout->rows)
            layout->rows = box.row + 1;
        push_children(layout, &box, narrowest > 0 ? narrowest : 1);
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

static double part(uint64_t count, uint64_t whole)
{
    return whole > 0 ? (double)count / (double)whole : 0;
}

/* How much more of the whole it has than before; negative: less. */
static double difference(const struct layout *layout, uint32_t node)
{
    return part(layout->tree->nodes.data[node].total, layout->tree->nodes.data[0].total) -
           part(layout->drawing->before_total[node], layout->drawing->before_samples);
}

static void find_most(struct layout *layout)
{
    layout->most = 0;
    for (size_t i = 0; layout->drawing->before_total != NULL && i < layout->boxes.count; i++)
        layout->most = fmax(layout->most, fabs(difference(layout, layout->boxes.data[i].node)));
}

/* "f (/usr/lib/x.py:12)" as "f (x.py:12)": what a box has room for. */
static char *short_label(const char *label)
{
    const char *file = strrchr(label, '(');
    const char *slash = file != NULL ? strrchr(file, '/') : NULL;

    if (slash == NULL)
        return xstrdup(label);
    return xasprintf("%.*s%s", (int)(file + 1 - label), label, slash + 1);
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

/* The attributes that make its colour, with and without a sheet. */
static void write_color(const struct layout *layout, const struct box *box, FILE *out)
{
    const struct function *function = layout->tree->nodes.data[box->node].function;
    int hue = hue_of(function);

    if (function == layout->tree->unverified_function) {
        fputs(" class=\"unverified\" fill=\"#e8d8d8\"", out);
    } else if (layout->drawing->before_total != NULL) {
        double delta = difference(layout, box->node);
        double share = layout->most > 0 ? fabs(delta) / layout->most : 0;
        int pale = 235 - (int)(165 * share);

        if (delta == 0) {
            fputs(" class=\"none\" fill=\"#c4c4c4\"", out);
            return;
        }
        fprintf(out, " class=\"%s\" style=\"--d:%.3f\"", delta < 0 ? "less" : "more", share);
        if (delta < 0)
            fprintf(out, " fill=\"#%02x%02xff\"", pale, pale);
        else
            fprintf(out, " fill=\"#ff%02x%02x\"", pale, pale);
    } else if (hue < 0) {
        fputs(" class=\"none\" fill=\"#c4c4c4\"", out);
    } else {
        fprintf(out, " style=\"--h:%d\" fill=\"#f0a060\"", hue);
    }
}

/* What is said of a box: the first line is its name. */
static void write_title(const struct layout *layout, const struct box *box, const char *label,
                        FILE *out)
{
    const struct calltree_node *node = &layout->tree->nodes.data[box->node];
    const struct svg_drawing *drawing = layout->drawing;
    uint64_t samples = layout->tree->nodes.data[0].total;

    fputs("<title>", out);
    svg_write_text(label, out);
    fprintf(out, "\n%" PRIu64 " samples (%.2f %%), own %" PRIu64 " (%.2f %%)", node->total,
            100 * part(node->total, samples), node->own, 100 * part(node->own, samples));
    if (drawing->before_total != NULL)
        fprintf(out, "; before %" PRIu64 " (%.2f %%), own %" PRIu64 " (%.2f %%): %+.2f points",
                drawing->before_total[box->node],
                100 * part(drawing->before_total[box->node], drawing->before_samples),
                drawing->before_own[box->node],
                100 * part(drawing->before_own[box->node], drawing->before_samples),
                100 * difference(layout, box->node));
    fputs("</title>", out);
}

static bool is_icicle(const struct layout *layout)
{
    return layout->rows > ICICLE_ROWS;
}

static uint32_t top_of(const struct layout *layout)
{
    return TOOLS + (layout->drawing->title != NULL ? HEADING : 0);
}

static void write_box(const struct layout *layout, const struct box *box, FILE *out)
{
    const struct calltree_node *node = &layout->tree->nodes.data[box->node];
    uint64_t samples = layout->tree->nodes.data[0].total;
    double scale = samples > 0 ? (double)WIDTH / (double)samples : 0;
    double x = (double)box->left * scale;
    double width = (double)node->total * scale;
    uint32_t row = is_icicle(layout) ? box->row : layout->rows - 1 - box->row;
    uint32_t y = top_of(layout) + row * ROW;
    CLEANUP_FREE char *label = calltree_label(node);
    CLEANUP_FREE char *shown = short_label(label);

    fprintf(out, "<g tabindex=\"%d\" data-f=\"%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu32 "\"",
            box->row == 0 ? 0 : -1, box->left, node->total, node->own, box->row);
    write_color(layout, box, out);
    fputc('>', out);
    write_title(layout, box, label, out);
    fprintf(out,
            "<rect x=\"%.2f\" y=\"%" PRIu32 "\" width=\"%.3f\" height=\"%d\"/>"
            "<text x=\"%.2f\" y=\"%" PRIu32 "\">",
            x, y, width, ROW - 1, x + 3, y + 12);
    cut_to(shown, width);
    svg_write_text(shown, out);
    fputs("</text></g>\n", out);
}

static void write_heading(const struct layout *layout, FILE *out)
{
    const struct svg_drawing *drawing = layout->drawing;

    if (drawing->title == NULL)
        return;
    fputs("<text id=\"title\" class=\"fit\" x=\"8\" y=\"19\">", out);
    svg_write_text(drawing->title, out);
    fputs("</text>\n<text class=\"fit\" x=\"8\" y=\"35\">", out);
    svg_write_text(drawing->summary, out);
    if (layout->left_out > 0)
        fprintf(out, "; %" PRIu64 " small frames left out", layout->left_out);
    fputs("</text>\n", out);
}

static void write_tools(const struct layout *layout, FILE *out)
{
    uint32_t top = top_of(layout) - TOOLS;

    fprintf(out,
            "<foreignObject id=\"search\" x=\"8\" y=\"%" PRIu32 "\" width=\"250\" height=\"24\">"
            "<input xmlns=\"http://www.w3.org/1999/xhtml\" id=\"query\" type=\"search\" "
            "aria-label=\"search\" placeholder=\"search: a regular expression  [/]\"/>"
            "</foreignObject>\n",
            top + 4);
    fprintf(out,
            "<text id=\"reset\" class=\"button\" tabindex=\"0\" role=\"button\" x=\"270\" "
            "y=\"%" PRIu32 "\">reset [Esc]</text>\n"
            "<text id=\"turn\" class=\"button\" tabindex=\"0\" role=\"button\" x=\"345\" "
            "y=\"%" PRIu32 "\">upside down [i]</text>\n"
            "<text id=\"found\" x=\"450\" y=\"%" PRIu32 "\"></text>\n",
            top + 20, top + 20, top + 20);
}

static void write_svg(const struct svg_drawing *drawing, FILE *out)
{
    struct layout layout = {.drawing = drawing, .tree = drawing->tree};

    lay_out(&layout);
    find_most(&layout);

    uint32_t height = top_of(&layout) + layout.rows * ROW + BOTTOM;

    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"pyinspect\" width=\"%d\" "
            "height=\"%" PRIu32 "\" viewBox=\"0 0 %d %" PRIu32 "\" data-samples=\"%" PRIu64
            "\" data-rows=\"%" PRIu32 "\" data-top=\"%" PRIu32 "\"%s>\n<style>\n",
            WIDTH, height, WIDTH, height, drawing->tree->nodes.data[0].total, layout.rows,
            top_of(&layout), is_icicle(&layout) ? " data-icicle=\"1\"" : "");
    fputs(style, out);
    fputs("</style>\n<defs><pattern id=\"stripes\" width=\"6\" height=\"6\" "
          "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
          "<rect class=\"ground\" width=\"6\" height=\"6\"/>"
          "<rect class=\"stripe\" width=\"2\" height=\"6\"/></pattern></defs>\n",
          out);
    write_heading(&layout, out);
    write_tools(&layout, out);
    fputs("<g id=\"frames\">\n", out);
    for (size_t i = 0; i < layout.boxes.count; i++)
        write_box(&layout, &layout.boxes.data[i], out);
    fprintf(out,
            "</g>\n<g id=\"bar\"><rect x=\"0\" y=\"%" PRIu32 "\" width=\"%d\" height=\"22\"/>"
            "<text id=\"status\" x=\"8\" y=\"%" PRIu32 "\"></text></g>\n<script><![CDATA[\n",
            height - 22, WIDTH, height - 7);
    fputs(script, out);
    fputs("]]></script>\n</svg>\n", out);
    array_deinit(&layout.boxes);
}

void svg_write_element(const struct recording *recording, FILE *out)
{
    write_svg(&(struct svg_drawing){.tree = &recording->tree}, out);
}

void svg_write_drawing(const struct svg_drawing *drawing, FILE *out)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", out);
    write_svg(drawing, out);
}

void svg_write(const struct recording *recording, FILE *out)
{
    CLEANUP_FREE char *summary = recording_summary(recording);
    struct svg_drawing drawing = {
        .tree = &recording->tree,
        .title = recording->command,
        .summary = summary,
    };

    svg_write_drawing(&drawing, out);
}
