/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process (later a core file), as bytes: its memory, and whether it is still
 * the one that was attached to. Knows no Python.
 */
#ifndef TARGET_TARGET_H
#define TARGET_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

struct target_range {
    uint64_t address; /* in the target */
    void *buffer;     /* here */
    size_t size;      /* bytes */
};

/* Where memory comes from: a process, or what a unit test made up. */
struct target_ops {
    /* All of every range, or an error: ERROR_FAULT with the first address that cannot be read. */
    struct error *(*read)(void *arg, const struct target_range *ranges, size_t count);
    void (*destroy)(void *arg);
};

struct page_cache;

/* What reading has cost since the target was opened. */
struct target_counters {
    uint64_t reads; /* system calls that read memory */
    uint64_t bytes;
};

struct target {
    const struct target_ops *ops;
    void *arg;
    pid_t pid;
    struct target_counters counters;
    struct process *process;  /* NULL for a made-up target */
    struct page_cache *cache; /* page-cache.h; NULL while reads go straight to the target */
    uint64_t deadline_ns;     /* target_set_deadline() */
    bool overrun;
};

/*
 * Opens a process for reading. ERROR_NOT_FOUND: there is none; ERROR_OS with
 * EPERM or EACCES: its memory cannot be read (access_explain() in target/access.h says why).
 */
struct error *target_open(pid_t pid, struct target **ret);
/* A target whose memory is what ops reads; takes arg. */
struct target *target_create(const struct target_ops *ops, void *arg);
/* Accepts NULL. */
void target_destroy(struct target *target);

/* NULL while it is the same process running the same program, else ERROR_EXITED saying what
 * happened to it. */
struct error *target_check(struct target *target);

struct error *target_read(struct target *target, uint64_t address, void *buffer, size_t size);
/*
 * Between on and off, small reads are answered from whole pages, each copied
 * when it is first touched: many small structs lie together. What is read then belongs to the
 * stretch of time since `on`, which begins with nothing; `on` again begins anew.
 */
void target_cache_on(struct target *target);
void target_cache_off(struct target *target);

/*
 * From deadline_ns (CLOCK_MONOTONIC) on every read fails with ERROR_INTERRUPTED, until the deadline
 * is set anew; 0: none. Returns whether the one before made a read fail.
 */
bool target_set_deadline(struct target *target, uint64_t deadline_ns);
/* For what takes long without reading memory: the error that a read would be now. */
struct error *target_check_deadline(struct target *target);

/* One system call for up to 1,024 ranges (IOV_MAX). */
struct error *target_read_many(struct target *target, const struct target_range *ranges,
                               size_t count);
struct error *target_read_u64(struct target *target, uint64_t address, uint64_t *ret);
/* A NUL-terminated string of at most max bytes (the terminator not counted); free *ret. */
struct error *target_read_cstring(struct target *target, uint64_t address, size_t max, char **ret);

#endif
