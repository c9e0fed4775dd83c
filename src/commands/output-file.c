/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/output-file.h"

#include <unistd.h>

#include "session/session.h"

struct error *output_file_open(struct session *s, const char *path, struct recording_file *ret)
{
    struct front_end *f = s->front_end;
    int fd = -1;

    if (recording_file_fd(path) == STDOUT_FILENO && f->take_stdout != NULL)
        fd = f->take_stdout(f);
    return fd >= 0 ? recording_file_open_fd(fd, path, ret) : recording_file_open(path, ret);
}
