/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * 3.12+: what each interpreter keeps of the static types of CPython, which all of them share
 * (_PyStaticType_GetState() of Objects/typeobject.c).
 */
#ifndef PYTHON_STATIC_TYPE_H
#define PYTHON_STATIC_TYPE_H

#include <stdint.h>

struct runtime;

/*
 * The dict with the names of the static type at that address, which has none in itself: the main
 * interpreter's, those of others hold the same names. 0: it cannot be found.
 */
uint64_t static_type_dict(struct runtime *runtime, uint64_t type);

#endif
