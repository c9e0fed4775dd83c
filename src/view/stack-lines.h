/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frames of a thread as lines of a page, newest first; recursion is folded as `bt` does. */
#ifndef VIEW_STACK_LINES_H
#define VIEW_STACK_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/array.h"
#include "view/surface.h"

struct function;
struct monitor_thread;

struct stack_line {
    unsigned num;   /* of the thread */
    bool is_thread; /* it heads the frames below it: text is its name, place its state */
    size_t folded;  /* so many frames in one line are here, which are like those above; 0: none */
    bool verified;
    size_t level; /* of the frame, of the first that is folded */
    size_t depth; /* ... from the oldest one */
    const struct function *function;
    int line;           /* where it is in it; 0: not known */
    char *text, *place; /* owned */
};

struct stack_lines {
    ARRAY(struct stack_line) lines;
    size_t levels; /* the most that a thread has */
};

/* Empties them; they may be filled again. */
void stack_lines_clear(struct stack_lines *lines);
void stack_lines_deinit(struct stack_lines *lines);

/* Adds a line for the thread. */
void stack_lines_push_thread(struct stack_lines *lines, const struct monitor_thread *thread);
/* Adds its frames. Of those that repeat (base/repeats.h) so many are shown; 0: all (`set backtrace
 * repeats`). */
void stack_lines_push_frames(struct stack_lines *lines, const struct monitor_thread *thread,
                             size_t repeats);

/* The line of that frame, or in which it is folded, of the lines of that thread. False: there is
 * none. */
bool stack_lines_find(const struct stack_lines *lines, unsigned num, size_t level, size_t *ret);

void stack_lines_draw(const struct stack_lines *lines, size_t at, const struct surface *row,
                      bool selected);

#endif
