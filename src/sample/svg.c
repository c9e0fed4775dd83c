/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/svg.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "sample/facts.h"
#include "sample/flame-layout.h"
#include "sample/function.h"
#include "sample/recording.h"

#define ROW 17
#define TITLE 22 /* the height of the title */
#define FACTS 16 /* of a row of facts below it */
#define TOOLS 32 /* of the row with the search */
#define BOTTOM 28
#define WIDTH 1200
#define MARGIN 8
/* As wide as a character and the gap between two facts are taken to be, where nobody measures. */
#define CHARACTER 6.4
#define GAP 18
/* The border of what is narrower would be all that is seen of it. */
#define THIN 3
/* What is higher than a screen begins at the top, with the outermost frames. */
#define ICICLE_ROWS 60

static const char style[] =
#include "sample/flame-css.inc"
    ;

static const char script[] =
#include "sample/flame-js.inc"
    ;

struct picture {
    const struct svg_drawing *drawing;
    struct flame_layout layout;
    uint32_t top; /* of the boxes */
    double most;  /* the greatest difference, as a part of the whole */
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

/* One colour for each file, in all drawings: hues alone would soon be too near to one another. */
struct color {
    unsigned hue, saturation, lightness; /* degrees, and two of three steps */
};

/* FNV-1a, and then mixed: names that differ in one character differ in all of the hash. */
static struct color color_of(const struct function *function)
{
    uint32_t hash = 2166136261u;

    for (const char *at = function->filename; *at != '\0'; at++)
        hash = (hash ^ (uint8_t)*at) * 16777619u;
    hash = (hash ^ hash >> 16) * 0x85ebca6bu;
    hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
    hash ^= hash >> 16;
    return (struct color){hash % 360, hash / 360 % 3, hash / 1080 % 3};
}

static double part(uint64_t count, uint64_t whole)
{
    return whole > 0 ? (double)count / (double)whole : 0;
}

static uint64_t samples_of(const struct picture *picture)
{
    return picture->layout.tree->nodes.data[0].total;
}

static bool is_comparison(const struct picture *picture)
{
    return picture->drawing->before.total != NULL;
}

/* How much more of the whole it has than before; negative: less. */
static double difference(const struct picture *picture, const struct flame_box *box)
{
    return part(box->total, samples_of(picture)) -
           part(box->before_total, picture->drawing->before_samples);
}

static void find_most(struct picture *picture)
{
    picture->most = 0;
    for (size_t i = 0; is_comparison(picture) && i < picture->layout.boxes.count; i++)
        picture->most =
            fmax(picture->most, fabs(difference(picture, &picture->layout.boxes.data[i])));
}

/* "f (/usr/lib/x.py:12)" as "f (x.py:12)": what a box has room for. Of a package's own file that
 * name says nothing: "f (re/__init__.py:12)". */
static char *short_label(const char *label)
{
    const char *file = strrchr(label, '(');
    const char *slash = file != NULL ? strrchr(file, '/') : NULL;

    if (slash == NULL)
        return xstrdup(label);

    const char *name = slash + 1;

    if (text_starts_with(name, "__init__.py") || text_starts_with(name, "__main__.py"))
        while (slash > file + 1 && slash[-1] != '/')
            name = --slash;
    return xasprintf("%.*s%s", (int)(file + 1 - label), label, name);
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
static void write_color(const struct picture *picture, const struct flame_box *box, FILE *out)
{
    struct color color = color_of(box->function);

    if (box->function == picture->layout.tree->unverified_function) {
        fputs(" class=\"unverified\" fill=\"#e8d8d8\"", out);
    } else if (is_comparison(picture)) {
        double delta = difference(picture, box);
        double share = picture->most > 0 ? fabs(delta) / picture->most : 0;
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
    } else if (box->function->filename[0] == '\0') {
        fputs(" class=\"none\" fill=\"#c4c4c4\"", out);
    } else {
        fprintf(out, " style=\"--h:%u;--s:%u;--l:%u\" fill=\"#f0a060\"", color.hue,
                color.saturation, color.lightness);
    }
}

/* What is said of a box: the first line is its name. */
static void write_title(const struct picture *picture, const struct flame_box *box,
                        const char *label, FILE *out)
{
    uint64_t samples = samples_of(picture);
    uint64_t before = picture->drawing->before_samples;

    fputs("<title>", out);
    svg_write_text(label, out);
    fprintf(out, "\n%" PRIu64 " sample%s (%.2f %%), own %" PRIu64 " (%.2f %%)", box->total,
            box->total == 1 ? "" : "s", 100 * part(box->total, samples), box->own,
            100 * part(box->own, samples));
    if (is_comparison(picture))
        fprintf(out, "; before %" PRIu64 " (%.2f %%), own %" PRIu64 " (%.2f %%): %+.2f points",
                box->before_total, 100 * part(box->before_total, before), box->before_own,
                100 * part(box->before_own, before), 100 * difference(picture, box));
    fputs("</title>", out);
}

static bool is_icicle(const struct picture *picture)
{
    return picture->layout.rows > ICICLE_ROWS;
}

static void write_box(const struct picture *picture, const struct flame_box *box, FILE *out)
{
    uint64_t samples = samples_of(picture);
    double scale = samples > 0 ? (double)WIDTH / (double)samples : 0;
    double x = (double)box->left * scale;
    double width = (double)box->total * scale;
    uint32_t row = is_icicle(picture) ? box->row : picture->layout.rows - 1 - box->row;
    uint32_t y = picture->top + row * ROW;
    CLEANUP_FREE char *label = function_label(box->function, box->line);
    CLEANUP_FREE char *shown = short_label(label);

    fprintf(out, "<g tabindex=\"%d\" data-f=\"%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu32 "\"",
            box->row == 0 ? 0 : -1, box->left, box->total, box->own, box->row);
    write_color(picture, box, out);
    fputc('>', out);
    write_title(picture, box, label, out);
    fprintf(out,
            "<rect%s x=\"%.2f\" y=\"%" PRIu32 "\" width=\"%.3f\" height=\"%d\"/>"
            "<text x=\"%.2f\" y=\"%" PRIu32 "\">",
            width < THIN ? " class=\"thin\"" : "", x, y, width, ROW - 1, x + 3, y + 12);
    cut_to(shown, width);
    svg_write_text(shown, out);
    fputs("</text></g>\n", out);
}

/* What the drawing does not show. */
static void add_facts_of_layout(const struct picture *picture, fact_array *facts)
{
    const struct flame_layout *layout = &picture->layout;

    if (layout->gone > 0)
        facts_add(facts, "Gone",
                  xasprintf("%.2f %% of before, in frames that are no more",
                            100 * part(layout->gone, picture->drawing->before_samples)));
    if (layout->deepest > 0)
        facts_add(facts, "Deep",
                  xasprintf("of stacks of more than %d frames up to %" PRIu32
                            " in the middle are left out",
                            FLAME_OUTER_ROWS + FLAME_INNER_ROWS, layout->deepest));
    if (layout->small > 0)
        facts_add(facts, "Small",
                  xasprintf("%" PRIu64 " frame%s too narrow to be seen %s left out", layout->small,
                            layout->small == 1 ? "" : "s", layout->small == 1 ? "is" : "are"));
}

/* As many facts in a row as have room in it; a script measures, and does so anew. */
static void write_heading(struct picture *picture, FILE *out)
{
    const struct svg_drawing *drawing = picture->drawing;
    fact_array facts = {0};
    double x = MARGIN;

    picture->top = TOOLS;
    if (drawing->title != NULL) {
        picture->top += TITLE;
        fputs("<text id=\"title\" x=\"8\" y=\"19\">", out);
        svg_write_text(drawing->title, out);
        fputs("</text>\n", out);
    }
    for (size_t i = 0; drawing->facts != NULL && i < drawing->facts->count; i++)
        facts_add(&facts, drawing->facts->data[i].name, xstrdup(drawing->facts->data[i].value));
    add_facts_of_layout(picture, &facts);
    picture->top += facts.count > 0 ? FACTS : 0;
    fputs("<g id=\"facts\">\n", out);
    for (size_t i = 0; i < facts.count; i++) {
        double width = CHARACTER * (double)(strlen(facts.data[i].name) + strlen(": ") +
                                            strlen(facts.data[i].value));

        if (x > MARGIN && x + width > WIDTH - MARGIN) {
            x = MARGIN;
            picture->top += FACTS;
        }
        fprintf(out, "<text x=\"%.0f\" y=\"%" PRIu32 "\">%s: ", x, picture->top - TOOLS - 3,
                facts.data[i].name);
        svg_write_text(facts.data[i].value, out);
        fputs("</text>\n", out);
        x += width + GAP;
    }
    fputs("</g>\n", out);
    facts_deinit(&facts);
}

static void write_tools(const struct picture *picture, FILE *out)
{
    uint32_t top = picture->top - TOOLS;

    fprintf(out,
            "<g id=\"tools\"><foreignObject id=\"search\" x=\"8\" y=\"%" PRIu32
            "\" width=\"250\" height=\"24\">"
            "<input xmlns=\"http://www.w3.org/1999/xhtml\" id=\"query\" type=\"search\" "
            "aria-label=\"search\" placeholder=\"search: a regular expression  [/]\"/>"
            "</foreignObject>\n",
            top + 4);
    fprintf(out,
            "<text id=\"reset\" class=\"button\" tabindex=\"0\" role=\"button\" x=\"270\" "
            "y=\"%" PRIu32 "\">reset [Esc]</text>\n"
            "<text id=\"turn\" class=\"button\" tabindex=\"0\" role=\"button\" x=\"345\" "
            "y=\"%" PRIu32 "\">upside down [i]</text>\n"
            "<text id=\"found\" x=\"450\" y=\"%" PRIu32 "\"></text></g>\n",
            top + 20, top + 20, top + 20);
}

/* The heading is written before the element that says how high it is. */
static void write_svg(const struct svg_drawing *drawing, FILE *out)
{
    struct picture picture = {.drawing = drawing};
    CLEANUP_FREE char *heading = NULL;
    size_t size;
    FILE *heading_out = xopen_memstream(&heading, &size);

    flame_layout_init(&picture.layout, drawing->tree, drawing->before);
    find_most(&picture);
    write_heading(&picture, heading_out);
    fclose(heading_out);

    uint32_t height = picture.top + picture.layout.rows * ROW + BOTTOM;

    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"pyinspect\" width=\"%d\" "
            "height=\"%" PRIu32 "\" viewBox=\"0 0 %d %" PRIu32 "\" data-samples=\"%" PRIu64
            "\" data-rows=\"%" PRIu32 "\" data-top=\"%" PRIu32 "\"%s>\n<style>\n",
            WIDTH, height, WIDTH, height, samples_of(&picture), picture.layout.rows, picture.top,
            is_icicle(&picture) ? " data-icicle=\"1\"" : "");
    fputs(style, out);
    fputs("</style>\n<defs><pattern id=\"stripes\" width=\"6\" height=\"6\" "
          "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
          "<rect class=\"ground\" width=\"6\" height=\"6\"/>"
          "<rect class=\"stripe\" width=\"2\" height=\"6\"/></pattern></defs>\n",
          out);
    fputs(heading, out);
    write_tools(&picture, out);
    fputs("<g id=\"frames\">\n", out);
    for (size_t i = 0; i < picture.layout.boxes.count; i++)
        write_box(&picture, &picture.layout.boxes.data[i], out);
    fprintf(out,
            "</g>\n<g id=\"bar\"><rect x=\"0\" y=\"%" PRIu32 "\" width=\"%d\" height=\"22\"/>"
            "<text id=\"status\" x=\"8\" y=\"%" PRIu32 "\"></text></g>\n<script><![CDATA[\n",
            height - 22, WIDTH, height - 7);
    fputs(script, out);
    fputs("]]></script>\n</svg>\n", out);
    flame_layout_deinit(&picture.layout);
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
    fact_array facts = {0};

    facts_of_recording(recording, &facts);
    svg_write_drawing(&(struct svg_drawing){.tree = &recording->tree,
                                            .title = recording->command,
                                            .facts = &facts},
                      out);
    facts_deinit(&facts);
}
