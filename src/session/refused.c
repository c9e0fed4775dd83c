/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/refused.h"

#include <stddef.h>
#include <string.h>

enum { PREFIX_MIN = 3 };

const struct refused *refused_find(const struct refused *table, const char *name, bool is_exact)
{
    size_t length = strlen(name);

    if (table == NULL || (!is_exact && length < PREFIX_MIN))
        return NULL;
    for (; table->names != NULL; table++) {
        for (const char *at = table->names; *at != '\0';) {
            size_t end = strcspn(at, ",");

            if (strncmp(at, name, length) == 0 && (is_exact ? end == length : end > length))
                return table;
            at += end + (at[end] == ',');
        }
    }
    return NULL;
}
