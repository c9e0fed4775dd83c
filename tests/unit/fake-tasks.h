/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks of asyncio in the memory of a fake. */
#ifndef TESTS_UNIT_FAKE_TASKS_H
#define TESTS_UNIT_FAKE_TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fake.h"

/* No version of Python 2 has asyncio. */
bool fake_has_tasks(const struct fake *fake);
/* A coroutine that is suspended and has that on the top of its stack: itself, if that is 0. */
uint64_t fake_coroutine(struct fake *fake, const char *name, uint64_t awaits);
/* A task of the coroutine, for which it waits, too. */
uint64_t fake_task(struct fake *fake, uint64_t coro);
/* The set of weak references that asyncio.tasks has, of at most 64. */
uint64_t fake_put_tasks(struct fake *fake, const uint64_t *tasks, size_t count);

#endif
