/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/line.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"

/* "Are you well?" */
#define QUESTION "\033[5n"
/* Another terminal may have taken the place of the one that has answered (tmux, screen). */
#define PATIENCE_NS 30000000000ull

void line_init(struct line *line, int out, bool asks)
{
    CLEANUP_FREE char *name = xasprintf("/proc/self/fd/%d", out);

    /* O_NONBLOCK is of all who share a descriptor, the shell among them: one of our own has it. */
    *line = (struct line){
        .out = out,
        .fd = isatty(out) ? open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1,
        .asks = asks,
    };
}

void line_deinit(struct line *line)
{
    if (line->fd >= 0)
        close(line->fd);
    free(take_pointer(line->bytes));
    line->fd = -1;
}

/* Somebody else may have set the terminal to O_NONBLOCK: its descriptor is shared. */
static void write_all(int out, const char *bytes, size_t size)
{
    struct pollfd poll_out = {.fd = out, .events = POLLOUT};

    while (size > 0) {
        ssize_t got = write(out, bytes, size);

        if (got > 0) {
            bytes += got;
            size -= (size_t)got;
        } else if (got < 0 && errno == EAGAIN) {
            poll(&poll_out, 1, -1);
        } else if (got == 0 || errno != EINTR) {
            return;
        }
    }
}

/* As much as there is room for. */
static void send(struct line *line)
{
    size_t sent = 0;

    while (sent < line->size) {
        ssize_t got = write(line->fd, line->bytes + sent, line->size - sent);

        if (got > 0)
            sent += (size_t)got;
        else if (got < 0 && errno == EAGAIN)
            break;
        else if (got == 0 || errno != EINTR)
            sent = line->size; /* a terminal that is gone: the keyboard tells */
    }
    line->size -= sent;
    if (sent > 0)
        memmove(line->bytes, line->bytes + sent, line->size);
}

void line_write(struct line *line, const char *bytes, size_t size)
{
    if (line->fd < 0) {
        write_all(line->out, bytes, size);
        return;
    }
    if (line->size + size > line->room) {
        line->room = 2 * (line->size + size);
        line->bytes = xrealloc(line->bytes, line->room);
    }
    memcpy(line->bytes + line->size, bytes, size);
    line->size += size;
    send(line);
}

void line_ask(struct line *line)
{
    if (!line->asks || line->is_asked)
        return;
    line->is_asked = true;
    line->asked_ns = clock_now_ns();
    line_write(line, QUESTION, strlen(QUESTION));
}

void line_has_answered(struct line *line)
{
    line->is_asked = false;
    line->answers = true;
}

bool line_is_behind(struct line *line)
{
    if (line->size > 0)
        send(line);
    if (line->is_asked && line->answers && clock_now_ns() >= line->asked_ns + PATIENCE_NS)
        line->answers = line->is_asked = false;
    return line->size > 0 || (line->is_asked && line->answers);
}

int line_waits_for(const struct line *line)
{
    return line->size > 0 ? line->fd : -1;
}

uint64_t line_until_ns(const struct line *line)
{
    return line->is_asked && line->answers ? line->asked_ns + PATIENCE_NS : UINT64_MAX;
}

/* The answer would be a key for whoever reads the keyboard next. It is late only on a slow line. */
static void swallow_answer(int in)
{
    enum { PATIENCE_MS = 100 };
    struct pollfd poll_in = {.fd = in, .events = POLLIN};

    poll(&poll_in, 1, PATIENCE_MS);
    tcflush(in, TCIFLUSH);
}

void line_drop(struct line *line)
{
    bool behind = line_is_behind(line);

    line->size = 0;
    /* Of a terminal that does not answer nobody knows. */
    if (behind || !line->answers)
        tcflush(line->out, TCOFLUSH);
    if (line->is_asked && line->answers)
        swallow_answer(line->out);
    line->is_asked = false;
}
