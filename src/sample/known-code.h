/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The code objects that a sampler has met, so that a stack of known ones costs no further read.
 * An address is used again when a code object is freed, so what is known has to be looked at again:
 *
 * - a code object is read in the window in which it is first seen on a stack, so the first sample
 *   is exact;
 * - after some time all that were used are compared with the target by content, and only then is
 *   what used them handed on: a code object that was the same before and after was the same in
 *   between, unless it was replaced and replaced back;
 * - at an address where a replacement was seen, where code does not come from a file, and for a
 *   second of what is the code of a module, which imports free, the comparison is made in every
 *   window.
 */
#ifndef SAMPLE_KNOWN_CODE_H
#define SAMPLE_KNOWN_CODE_H

#include <stdbool.h>
#include <stddef.h>

#include "sample/source.h"

struct known_code;
struct known_codes;
struct runtime;
struct stack;
struct stack_frame;

/* The table is not owned. */
struct known_codes *known_codes_create(struct runtime *runtime, struct function_table *functions);
/* Accepts NULL. */
void known_codes_destroy(struct known_codes *codes);

/*
 * The code object of each frame to ret[0..frames.count-1], reading those that have to be. False:
 * one of them is none. They live until known_codes_trim().
 */
bool known_codes_find(struct known_codes *codes, const struct stack *stack,
                      const struct known_code **ret);

/* What a sample says of the frame; false: it is still being set up, and not there for Python. */
bool known_code_frame(struct known_codes *codes, const struct known_code *code,
                      const struct stack_frame *raw, struct sample_frame *ret);
/* The same of a frame that was read and proven in another way. */
struct sample_frame known_codes_frame(struct known_codes *codes, const struct frame *frame);

/*
 * For what is used after known_codes_find() without having been compared then: becomes true if
 * known_codes_check() finds the code object replaced. NULL: it was compared. Until
 * known_codes_trim().
 */
const bool *known_code_note(struct known_codes *codes, const struct known_code *code);

/* Compares all that was used since the last time; how many had been replaced. *ended: the target is
 * no more, and nothing could be compared. */
size_t known_codes_check(struct known_codes *codes, bool *ended);
/* Forgets what was replaced, and all of it when that is much. */
void known_codes_trim(struct known_codes *codes);

#endif
