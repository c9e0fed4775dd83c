/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose code a type that is written in C is of: a name and a size can be anybody's, but the
 * functions behind a type lie in the file that made it.
 */
#ifndef PYTHON_TYPE_ORIGIN_H
#define PYTHON_TYPE_ORIGIN_H

#include <stdbool.h>

struct runtime;
struct type;

/*
 * Whether the type (which class statement has not made), and what stands in it, lies in the
 * interpreter or in an extension module that comes with it, or if its name begins with "numpy." in
 * numpy's. True also where nothing can be told: of a target that is no process.
 */
bool type_origin_is_known(struct runtime *runtime, const struct type *type);

#endif
