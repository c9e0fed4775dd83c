/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/list.h"

void list_set_count(struct list *list, size_t count)
{
    list->count = count;
    if (list->selected >= count)
        list->selected = count > 0 ? count - 1 : 0;
}

void list_place(struct list *list, int row, int height)
{
    size_t room = height > 0 ? (size_t)height : 1;

    list->row = row;
    list->height = height;
    if (list->first + room > list->count)
        list->first = list->count > room ? list->count - room : 0;
    if (list->selected < list->first)
        list->first = list->selected;
    if (list->selected >= list->first + room)
        list->first = list->selected - room + 1;
}

void list_select(struct list *list, size_t line)
{
    list->moved = true;
    list->selected = line;
    list_set_count(list, list->count);
}

void list_move(struct list *list, long by)
{
    if (by < 0 && (size_t)-by > list->selected)
        list_select(list, 0);
    else
        list_select(list, list->selected + (size_t)by);
}

void list_scroll(struct list *list, long by)
{
    size_t room = list->height > 0 ? (size_t)list->height : 1;
    size_t last = list->count > room ? list->count - room : 0;

    if (by < 0 && (size_t)-by > list->first)
        list->first = 0;
    else
        list->first += (size_t)by;
    if (list->first > last)
        list->first = last;
    list->selected = list->first;
}

bool list_at(const struct list *list, int row, size_t *ret)
{
    if (row < list->row || row >= list->row + list->height)
        return false;
    *ret = list->first + (size_t)(row - list->row);
    return *ret < list->count;
}
