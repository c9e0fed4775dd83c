/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bounds.h"

#include <check.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

/* Of CPU time. The sanitizers take some ten times as long. */
#ifndef __SANITIZE_ADDRESS__
#define SECONDS_MAX 2
#else
#define SECONDS_MAX 20
#endif
#define MEMORY_MAX_BYTES ((size_t)100 << 20)

static clock_t started;

#ifdef __SANITIZE_ADDRESS__
/* sanitizer/allocator_interface.h, which not every compiler has */
int __sanitizer_install_malloc_and_free_hooks(void (*took)(const volatile void *, size_t),
                                              void (*gave)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *memory);

/* The sanitizer takes address space as it likes, and keeps what was freed: bytes are counted. */
static size_t held, most, before;

static void took(const volatile void *memory, size_t size)
{
    (void)memory;
    held += size;
    if (held > most)
        most = held;
}

static void gave(const volatile void *memory)
{
    size_t size = memory != NULL ? __sanitizer_get_allocated_size(memory) : 0;

    held -= size < held ? size : held;
}

void bounds_begin(void)
{
    static int installed;

    if (!installed)
        installed = __sanitizer_install_malloc_and_free_hooks(took, gave);
    ck_assert_int_ne(installed, 0);
    most = before = held;
}

void bounds_end(void)
{
    ck_assert_uint_lt(most - before, MEMORY_MAX_BYTES);
}
#else
/* Who has no more ends the program, and fails the test. */
void bounds_begin(void)
{
    struct rlimit limit;
    unsigned long pages;
    FILE *statm = fopen("/proc/self/statm", "re");

    ck_assert(statm != NULL && fscanf(statm, "%lu", &pages) == 1);
    fclose(statm);
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = pages * 4096 + MEMORY_MAX_BYTES;
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
}

void bounds_end(void)
{
    struct rlimit limit;

    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = limit.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
}
#endif

void bounds_start(void)
{
    started = clock();
}

void bounds_check(const char *what)
{
    ck_assert_msg(clock() - started < SECONDS_MAX * CLOCKS_PER_SEC, "took too long: %.200s", what);
}
