/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages that keys lead to. Each function makes one, which live_push() then owns. */
#ifndef VIEW_PAGES_H
#define VIEW_PAGES_H

#include "view/page.h"

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

/* help.c: what the keys do on the page that is on top. */
extern const struct page_class help_class;
struct page *help_create(struct live *live);

#endif
