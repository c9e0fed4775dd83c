/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/html.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "sample/facts.h"
#include "sample/recording.h"
#include "sample/svg.h"

#define ROWS 500

static const char head[] = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                           "<meta name=\"viewport\" content=\"width=device-width\"><title>";

static const char style[] =
    "</title>\n<style>\n"
    "body { font: 14px system-ui, sans-serif; margin: 1em; color: #222; background: #fff; }\n"
    "h1 { font-size: 1.2em; overflow-wrap: anywhere; margin: 0 0 0.5em; }\n"
    "dl { display: grid; grid-template-columns: max-content auto; gap: 0 1em; }\n"
    "dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }\n"
    "table { border-collapse: collapse; margin-top: 1em; }\n"
    "th, td { padding: 1px 10px; text-align: left; }\n"
    "td:nth-child(-n+4), th:nth-child(-n+4) { text-align: right; font-variant-numeric: "
    "tabular-nums; }\n"
    "td:nth-child(n+5) { overflow-wrap: anywhere; }\n"
    "th { cursor: pointer; user-select: none; } th:hover, th:focus { text-decoration: underline; "
    "}\n"
    "tr:nth-child(even) { background: #8881; }\n"
    "@media (prefers-color-scheme: dark) { body { color: #ddd; background: #16181c; } }\n"
    "</style></head><body>\n";

/* A click on the head of a column sorts by it: numbers from the most, words from a to z. */
static const char script[] =
    "<script>\n"
    "(function () {\n"
    "  const table = document.getElementById(\"functions\");\n"
    "  const heads = [...table.querySelectorAll(\"th\")];\n"
    "  function sort(i) {\n"
    "    const rows = [...table.querySelectorAll(\"tr\")].slice(1);\n"
    "    const text = row => row.children[i].textContent;\n"
    "    rows.sort((a, b) => i < 4 ? text(b) - text(a) : text(a).localeCompare(text(b)));\n"
    "    rows.forEach(row => row.parentNode.appendChild(row));\n"
    "  }\n"
    "  heads.forEach(function (head, i) {\n"
    "    head.addEventListener(\"click\", () => sort(i));\n"
    "    head.addEventListener(\"keydown\", e => { if (e.key === \"Enter\") sort(i); });\n"
    "  });\n"
    "})();\n"
    "</script>\n";

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

static double share(uint64_t part, uint64_t whole)
{
    return whole > 0 ? 100 * (double)part / (double)whole : 0;
}

static void write_facts(const struct recording *recording, FILE *out)
{
    fact_array facts = {0};

    facts_of_recording(recording, &facts);
    fputs("<h1>", out);
    svg_write_text(recording->command, out);
    fputs("</h1>\n<dl>\n", out);
    for (size_t i = 0; i < facts.count; i++)
        write_fact(facts.data[i].name, facts.data[i].value, out);
    fputs("</dl>\n", out);
    facts_deinit(&facts);
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
    static const char *const heads[] = {"own %", "total %", "own", "total", "function", "file"};

    fputs("<table id=\"functions\"><tr>", out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        fprintf(out, "<th tabindex=\"0\" role=\"button\">%s</th>", heads[i]);
    fputs("</tr>\n", out);
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
    fputs(script, out);
    fputs("</body></html>\n", out);
}
