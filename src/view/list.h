/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of which some are on the screen and one is selected. */
#ifndef VIEW_LIST_H
#define VIEW_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
    size_t count;
    size_t selected; /* below count, or 0 */
    size_t first;    /* the topmost one on the screen */
    int row;         /* where that is on the page */
    int height;      /* lines that there was room for */
    bool moved;      /* the user has chosen: what is selected stays so when lines come and go */
};

void list_set_count(struct list *list, size_t count);
/* Before drawing: there is room for height lines from that row of the page on. Scrolls as far as
 * needed to have the selected one among them. */
void list_place(struct list *list, int row, int height);
/* By the user. */
void list_move(struct list *list, long by);
/* The same where nothing is shown to be selected: the lines themselves move. */
void list_scroll(struct list *list, long by);
void list_select(struct list *list, size_t line);
/* The line at a row of the page; false: there is none. */
bool list_at(const struct list *list, int row, size_t *ret);

#endif
