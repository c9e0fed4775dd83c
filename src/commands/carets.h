/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The source under an entry of a traceback, with the marks of what was being computed, as
 * StackSummary.format_frame_summary() of Lib/traceback.py has it.
 */
#ifndef COMMANDS_CARETS_H
#define COMMANDS_CARETS_H

#include "base/array.h"
#include "python/code.h"
#include "session/listing.h"

/* Each owned. */
typedef ARRAY(char *) caret_lines;
void caret_lines_deinit(caret_lines *lines);

/*
 * Appends the lines to be shown, without what all of them are indented by; none if there is no
 * source. marks: layout_traits.traceback_marks.
 */
void carets_make(const struct listing *listing, struct code_position position, unsigned marks,
                 caret_lines *ret);

#endif
