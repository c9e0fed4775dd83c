/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which part of an expression in a program's source is the operator, or the brackets, of its last
 * operation: _extract_caret_anchors_from_line_segment() of Lib/traceback.py, which has the parser
 * for it. Here the tokens must do: what decides is which operators stand outside of all brackets.
 */
#ifndef COMMANDS_ANCHORS_H
#define COMMANDS_ANCHORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum anchors_of { ANCHORS_OF_NOTHING, ANCHORS_OF_OPERATOR, ANCHORS_OF_SUBSCRIPT, ANCHORS_OF_CALL };

struct anchors {
    enum anchors_of of;
    size_t start, end; /* characters of the text */
    bool of_name;      /* of a call: what is called is a name */
};

/* text: characters of an expression, with the line ends that are in it. */
struct anchors anchors_find(const uint32_t *text, size_t count);

#endif
