/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/function.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#include <uthash.h>

struct entry {
    struct function function;
    char *key;
    UT_hash_handle hh;
};

struct function_table {
    struct entry *entries;
    unsigned count;
};

struct function_table *function_table_create(void)
{
    return xcalloc(1, sizeof(struct function_table));
}

void function_table_destroy(struct function_table *table)
{
    struct entry *entry, *next;

    if (table == NULL)
        return;
    HASH_ITER (hh, table->entries, entry, next) {
        HASH_DEL(table->entries, entry);
        free(entry->function.name);
        free(entry->function.filename);
        free(entry->key);
        free(entry);
    }
    free(table);
}

const struct function *function_intern(struct function_table *table, const char *name,
                                       const char *filename, int firstlineno)
{
    CLEANUP_FREE char *key = xasprintf("%d\n%zu\n%s%s", firstlineno, strlen(name), name, filename);
    struct entry *entry;

    HASH_FIND_STR(table->entries, key, entry);
    if (entry != NULL)
        return &entry->function;
    if (table->count == FUNCTION_TABLE_MAX)
        return function_intern(table, "[other]", "", 0);
    entry = xcalloc(1, sizeof *entry);
    entry->function = (struct function){
        .name = xstrdup(name),
        .filename = xstrdup(filename),
        .firstlineno = firstlineno,
        .id = table->count,
    };
    /* Room for the one that stands for the rest is kept from the start. */
    if (table->count++ == 0 && strcmp(name, "[other]") != 0)
        function_intern(table, "[other]", "", 0);
    entry->key = take_pointer(key);
    HASH_ADD_KEYPTR(hh, table->entries, entry->key, strlen(entry->key), entry);
    return &entry->function;
}

void function_rename(const struct function *function, const char *name)
{
    struct function *mine = (struct function *)function;

    if (strcmp(mine->name, name) == 0)
        return;
    free(mine->name);
    mine->name = xstrdup(name);
}

size_t function_table_count(const struct function_table *table)
{
    return table->count;
}

char *function_label(const struct function *function, int line)
{
    line = line != 0 ? line : function->firstlineno;
    if (function->filename[0] == '\0')
        return xstrdup(function->name);
    return line > 0 ? xasprintf("%s (%s:%d)", function->name, function->filename, line)
                    : xasprintf("%s (%s)", function->name, function->filename);
}
