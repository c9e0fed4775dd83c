/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages that keys lead to. Each function makes one, which live_push() then owns. */
#ifndef VIEW_PAGES_H
#define VIEW_PAGES_H

#include <stdint.h>

#include "view/page.h"

struct function;
struct top_options;

/* functions.c: the table of functions or lines. */
extern const struct page_class functions_class;
struct page *functions_create(struct live *live, const struct top_options *options);

/* threads.c: each thread, and what it waits in. */
extern const struct page_class threads_class;
struct page *threads_create(struct live *live);

/* stacks.c: the stack of every thread. */
extern const struct page_class stacks_class;
struct page *stacks_create(struct live *live);

/* flame.c: what was sampled so far as a flame graph. */
extern const struct page_class flame_class;
struct page *flame_create(struct live *live);

/* src.c: the source of the frame that the session has selected, with what each line had. */
extern const struct page_class src_class;
struct page *src_create(struct live *live);

/* The source of a function, on the line, or on its hottest one (0). The function is one of the
 * monitor's source. */
extern const struct page_class source_class;
struct page *source_create(struct live *live, const struct function *function, int line);

/* calls.c: who calls a function, what it calls, and the stacks that it is on. The function is one
 * of the monitor's source. */
extern const struct page_class calls_class;
struct page *calls_create(struct live *live, const struct function *function);

/* stack.c: the stack of a thread, by its number; the frame so far from the oldest is selected. */
#define STACK_NEWEST SIZE_MAX
extern const struct page_class stack_class;
struct page *stack_create(struct live *live, unsigned num, size_t depth);

/* task.c: a task of asyncio, by its address: the coroutines that it is in. */
extern const struct page_class task_class;
struct page *task_create(struct live *live, uint64_t address);

/* frame.c: the source and the locals of a frame of that function, so far from the oldest. line:
 * where it was last seen. */
extern const struct page_class frame_class;
struct page *frame_create(struct live *live, unsigned num, const struct function *function,
                          size_t depth, int line);

/* help.c: what the keys do on the page that is on top. */
extern const struct page_class help_class;
struct page *help_create(struct live *live);

#endif
