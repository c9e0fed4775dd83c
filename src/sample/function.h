/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The functions that samples speak of, each once, by name, file and first line: code objects come
 * and go, and one function may have had several.
 */
#ifndef SAMPLE_FUNCTION_H
#define SAMPLE_FUNCTION_H

#include <stddef.h>

struct function_table;

struct function {
    char *name;     /* the name to show: qualname where there is one; UTF-8 of any kind */
    char *filename; /* as the target has it */
    int firstlineno;
    unsigned id; /* 0, 1, 2, ... in order of appearance */
};

struct function_table *function_table_create(void);
/* Accepts NULL. Ends every function of it. */
void function_table_destroy(struct function_table *table);

/*
 * The function of that description. From FUNCTION_TABLE_MAX on, new ones are all the same
 * "[other]".
 */
#define FUNCTION_TABLE_MAX 1000000
const struct function *function_intern(struct function_table *table, const char *name,
                                       const char *filename, int firstlineno);

/* Shows it by another name from now on; it is found by the one that it had. */
void function_rename(const struct function *function, const char *name);

size_t function_table_count(const struct function_table *table);

/* "function (file:line)", or the name alone where there is no file; line 0: where the function
 * begins. Free it. */
char *function_label(const struct function *function, int line);

#endif
