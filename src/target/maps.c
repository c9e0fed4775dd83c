/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/maps.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "base/memory.h"
#include "target/procfs.h"

static bool parse_line(const char *line, struct mapping *ret)
{
    unsigned major, minor;
    char flags[5];
    uint64_t inode;
    int path_at = 0;

    *ret = (struct mapping){0};
    if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %x:%x %" SCNu64 " %n", &ret->start,
               &ret->end, flags, &ret->offset, &major, &minor, &inode, &path_at) != 7)
        return false;
    ret->dev = makedev(major, minor);
    ret->inode = inode;
    ret->read = flags[0] == 'r';
    ret->write = flags[1] == 'w';
    ret->exec = flags[2] == 'x';
    ret->shared = flags[3] == 's';

    static const char deleted[] = " (deleted)";
    const char *path = line + path_at;
    size_t length = strlen(path);

    if (inode != 0 && length > strlen(deleted) &&
        strcmp(path + length - strlen(deleted), deleted) == 0) {
        ret->deleted = true;
        length -= strlen(deleted);
    }
    ret->path = xstrndup(path, length);
    return true;
}

struct error *maps_read(pid_t pid, struct maps *ret)
{
    char path[64];
    CLEANUP_FREE char *text = NULL;

    *ret = (struct maps){0};
    snprintf(path, sizeof path, "/proc/%d/maps", pid);
    TRY(procfs_read(path, &text, NULL));

    char *saved = NULL;

    for (char *line = strtok_r(text, "\n", &saved); line != NULL;
         line = strtok_r(NULL, "\n", &saved)) {
        struct mapping mapping;

        if (parse_line(line, &mapping))
            array_push(&ret->list, mapping);
    }
    return NULL;
}

void maps_deinit(struct maps *maps)
{
    for (size_t i = 0; i < maps->list.count; i++)
        free(maps->list.data[i].path);
    array_deinit(&maps->list);
}

const struct mapping *maps_find(const struct maps *maps, uint64_t address)
{
    size_t low = 0;
    size_t high = maps->list.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct mapping *mapping = &maps->list.data[middle];

        if (address < mapping->start)
            high = middle;
        else if (address >= mapping->end)
            low = middle + 1;
        else
            return mapping;
    }
    return NULL;
}
