/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The memory map of a process, from /proc/PID/maps.
 */
#ifndef TARGET_MAPS_H
#define TARGET_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/array.h"
#include "base/error.h"

struct mapping {
    uint64_t start, end; /* addresses, end exclusive */
    uint64_t offset;     /* in the file */
    dev_t dev;
    ino_t inode; /* 0: no file */
    bool read, write, exec, shared;
    bool deleted; /* the file has been unlinked or replaced */
    char *path;   /* without " (deleted)"; "" for anonymous memory; owned */
};

struct maps {
    ARRAY(struct mapping) list; /* by address */
};

struct error *maps_read(pid_t pid, struct maps *ret);
void maps_deinit(struct maps *maps);

/* The mapping that holds address, or NULL. */
const struct mapping *maps_find(const struct maps *maps, uint64_t address);

#endif
