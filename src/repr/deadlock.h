/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads that wait for one another in a ring. */
#ifndef REPR_DEADLOCK_H
#define REPR_DEADLOCK_H

#include <stdint.h>
#include <sys/types.h>

#include "base/array.h"
#include "repr/awaited.h"
#include "target/offcpu.h"

/* A thread that waits for another one. */
struct deadlock_member {
    unsigned num;
    const char *name; /* not owned */
    pid_t tid;
    uint64_t ident;
    struct awaited awaited;
    struct offcpu_count count; /* when it waited */
};

typedef ARRAY(struct deadlock_member) deadlock_members;

/* The numbers of its threads. Each waits for the next one, the last one for the first, which is
 * that with the lowest number. One alone waits for itself. */
struct deadlock {
    ARRAY(unsigned) threads;
    char *text; /* "t2 left waits for t3 right, which waits for t2"; owned */
};

typedef ARRAY(struct deadlock) deadlock_list;
void deadlock_deinit(struct deadlock *deadlock);
void deadlock_list_deinit(deadlock_list *list);

/* Appends every ring among the members, of each of which there is one. */
void deadlock_find(const deadlock_members *members, deadlock_list *ret);

#endif
