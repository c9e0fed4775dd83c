/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a code object says of its variables: their names, in the order of the
 * slots of its frames, and what each of them is (Include/cpython/code.h,
 * Include/internal/pycore_code.h).
 */
#ifndef PYTHON_CODE_VARIABLES_H
#define PYTHON_CODE_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "python/code.h"

struct runtime;

enum variable_kind { VARIABLE_ARG, VARIABLE_LOCAL, VARIABLE_CELL, VARIABLE_FREE, VARIABLE_GLOBAL };

struct code_variable {
    char *name; /* owned */
    enum variable_kind kind;
    bool local; /* it is one of co_varnames */
    bool cell;  /* its slot holds a cell */
};

typedef ARRAY(struct code_variable) code_variable_array;

/*
 * Appends a variable for each slot. -3.10: locals, then cells, then free variables; an argument
 * that inner functions use is there twice then, with a slot of its own that is not used, and as a
 * cell.
 */
struct error *code_variables(struct runtime *runtime, const struct code *code,
                             code_variable_array *ret);
void code_variables_deinit(code_variable_array *variables);

/* How many arguments stand at the start of the locals, with *args and **kwargs. */
size_t code_argument_count(const struct code *code);

typedef ARRAY(uint64_t) code_object_array;

/* Appends the objects of a tuple of a code object. ERROR_CORRUPT: there cannot be so many. */
struct error *code_tuple(struct runtime *runtime, uint64_t tuple, code_object_array *ret);

/* The same of a tuple of names, each of them owned. */
typedef ARRAY(char *) code_name_array;
struct error *code_names(struct runtime *runtime, uint64_t tuple, code_name_array *ret);
void code_names_deinit(code_name_array *names);

#endif
