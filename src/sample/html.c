/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/html.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "sample/recording.h"
#include "sample/svg.h"

#define ROWS 500

static const char head[] = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                           "<meta name=\"viewport\" content=\"width=device-width\"><title>";

static const char style[] =
    "</title>\n<style>\n"
    "body { font: 14px system-ui, sans-serif; margin: 1em; color: #222; background: #fff; }\n"
    "dl { display: grid; grid-template-columns: max-content auto; gap: 0 1em; }\n"
    "dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }\n"
    "table { border-collapse: collapse; margin-top: 1em; }\n"
    "th, td { padding: 1px 10px; text-align: left; }\n"
    "td:nth-child(-n+4), th:nth-child(-n+4) { text-align: right; font-variant-numeric: "
    "tabular-nums; }\n"
    "tr:nth-child(even) { background: #8881; }\n"
    "@media (prefers-color-scheme: dark) { body { color: #ddd; background: #16181c; } }\n"
    "</style></head><body>\n";

static int compare_entries(const void *a, const void *b)
{
    const struct calltree_entry *const *left = a;
    const struct calltree_entry *const *right = b;

    if ((*left)->own != (*right)->own)
        return (*left)->own < (*right)->own ? 1 : -1;
    return ((*left)->total < (*right)->total) - ((*left)->total > (*right)->total);
}

static void write_fact(const char *name, const char *value, FILE *out)
{
    fprintf(out, "<dt>%s</dt><dd>", name);
    svg_write_text(value, out);
    fputs("</dd>\n", out);
}

static void write_facts(const struct recording *recording, FILE *out)
{
    CLEANUP_FREE char *pid = xasprintf("%d", (int)recording->pid);
    CLEANUP_FREE char *summary = recording_summary(recording);

    fputs("<dl>\n", out);
    write_fact("Command", recording->command, out);
    write_fact("Process", pid, out);
    write_fact("Python", recording->version, out);
    write_fact("Recording", summary, out);
    fputs("</dl>\n", out);
}

static double share(uint64_t part, uint64_t whole)
{
    return whole > 0 ? 100 * (double)part / (double)whole : 0;
}

static void write_table(const struct calltree *tree, FILE *out)
{
    CLEANUP_FREE const struct calltree_entry **sorted =
        xcalloc(tree->by_function.count + 1, sizeof *sorted);
    size_t count = 0;

    for (size_t i = 0; i < tree->by_function.count; i++)
        if (tree->by_function.data[i].total > 0)
            sorted[count++] = &tree->by_function.data[i];
    qsort(sorted, count, sizeof *sorted, compare_entries);
    fputs("<table><tr><th>own %</th><th>total %</th><th>own</th><th>total</th><th>function</th>"
          "<th>file</th></tr>\n",
          out);
    for (size_t i = 0; i < count && i < ROWS; i++) {
        const struct calltree_entry *entry = sorted[i];

        fprintf(out, "<tr><td>%.2f</td><td>%.2f</td><td>%" PRIu64 "</td><td>%" PRIu64 "</td><td>",
                share(entry->own, tree->samples), share(entry->total, tree->samples), entry->own,
                entry->total);
        svg_write_text(entry->function->name, out);
        fputs("</td><td>", out);
        svg_write_text(entry->function->filename, out);
        if (entry->function->firstlineno > 0)
            fprintf(out, ":%d", entry->function->firstlineno);
        fputs("</td></tr>\n", out);
    }
    fputs("</table>\n", out);
    if (count > ROWS)
        fprintf(out, "<p>%zu functions more.</p>\n", count - ROWS);
}

void html_write(const struct recording *recording, FILE *out)
{
    fputs(head, out);
    svg_write_text(recording->command, out);
    fputs(style, out);
    write_facts(recording, out);
    fputs("<div>\n", out);
    svg_write_element(recording, out);
    fputs("</div>\n", out);
    write_table(&recording->tree, out);
    fputs("</body></html>\n", out);
}
