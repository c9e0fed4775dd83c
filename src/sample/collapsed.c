/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/collapsed.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "sample/calltree.h"

/* A semicolon ends a frame, and a line end a stack: neither may be in a name. */
static void write_frame(const struct calltree_node *node, FILE *out)
{
    CLEANUP_FREE char *label = calltree_label(node);
    CLEANUP_FREE char *escaped = text_escaped(label);

    for (const char *at = escaped; *at != '\0'; at++) {
        if (*at == ';')
            fputs("\\x3b", out);
        else
            fputc(*at, out);
    }
}

static void write_stack(const struct calltree *tree, uint32_t node, FILE *out)
{
    ARRAY(uint32_t) path = {0};

    for (uint32_t up = node; up != 0; up = tree->nodes.data[up].parent)
        array_push(&path, up);
    for (size_t i = path.count; i > 0; i--) {
        write_frame(&tree->nodes.data[path.data[i - 1]], out);
        if (i > 1)
            fputc(';', out);
    }
    array_deinit(&path);
    fprintf(out, " %" PRIu64 "\n", tree->nodes.data[node].own);
}

void collapsed_write(const struct calltree *tree, FILE *out)
{
    for (uint32_t i = 1; i < tree->nodes.count; i++)
        if (tree->nodes.data[i].own > 0)
            write_stack(tree, i, out);
}
