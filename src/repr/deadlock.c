/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/deadlock.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

#define NOBODY SIZE_MAX

void deadlock_deinit(struct deadlock *deadlock)
{
    array_deinit(&deadlock->threads);
    free(take_pointer(deadlock->text));
}

void deadlock_list_deinit(deadlock_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        deadlock_deinit(&list->data[i]);
    array_deinit(list);
}

/* The member that a member waits for. */
static size_t next_of(const deadlock_members *members, size_t from)
{
    for (size_t i = 0; i < members->count; i++)
        if (members->data[i].ident == members->data[from].awaited.ident)
            return i;
    return NOBODY;
}

/* The one with the lowest number. */
static size_t first_of_ring(const deadlock_members *members, size_t any)
{
    size_t first = any;

    for (size_t at = next_of(members, any); at != any; at = next_of(members, at))
        if (members->data[at].num < members->data[first].num)
            first = at;
    return first;
}

static void add_ring(const deadlock_members *members, size_t first, deadlock_list *ret)
{
    struct deadlock deadlock = {0};
    size_t at = first, size;
    FILE *out = xopen_memstream(&deadlock.text, &size);

    do {
        const struct deadlock_member *member = &members->data[at];

        fprintf(out, "t%u %s%s waits for ", member->num, member->name,
                at == first ? "" : ", which");
        array_push(&deadlock.threads, member->num);
        at = next_of(members, at);
    } while (at != first);
    fprintf(out, "t%u", members->data[first].num);
    fclose(out);
    array_push(ret, deadlock);
}

void deadlock_find(const deadlock_members *members, deadlock_list *ret)
{
    /* From which member it was first come to: 1 and more; 0: not yet. */
    CLEANUP_FREE size_t *seen = xcalloc(members->count + 1, sizeof *seen);

    for (size_t first = 0; first < members->count; first++) {
        size_t at = first;

        while (at != NOBODY && seen[at] == 0) {
            seen[at] = first + 1;
            at = next_of(members, at);
        }
        /* Back on the way that was just gone: what is from here on is a ring. */
        if (at != NOBODY && seen[at] == first + 1)
            add_ring(members, first_of_ring(members, at), ret);
    }
}
