/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys that every page has, and those that it has beside a command line, which go before all
 * others. */
#ifndef VIEW_COMMON_KEYS_H
#define VIEW_COMMON_KEYS_H

#include "view/keys.h"

/* A click selects a line: for pages that have more to be clicked on. */
void common_click(struct page *page, const struct keys_event *event);

extern const struct keys_binding common_keys[];
extern const struct keys_binding pane_keys[];

#endif
