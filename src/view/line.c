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
/* "\033[0n": yes */
#define ANSWER_END 'n'
/* Who leaves waits for it so long, and as long again as the last one took. */
#define LEAST_WAIT_NS 100000000ull
#define LONGEST_WAIT_NS 2000000000ull
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
    array_deinit(&line->left);
    line->fd = -1;
}

void line_write_whole(int out, const char *bytes, size_t size)
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

    while (sent < line->left.count) {
        ssize_t got = write(line->fd, line->left.data + sent, line->left.count - sent);

        if (got > 0)
            sent += (size_t)got;
        else if (got < 0 && errno == EAGAIN)
            break;
        else if (got == 0 || errno != EINTR)
            sent = line->left.count; /* a terminal that is gone: the keyboard tells */
    }
    line->left.count -= sent;
    if (sent > 0)
        memmove(line->left.data, line->left.data + sent, line->left.count);
}

void line_write(struct line *line, const char *bytes, size_t size)
{
    if (line->fd < 0) {
        line_write_whole(line->out, bytes, size);
        return;
    }
    array_reserve(&line->left, size);
    memcpy(line->left.data + line->left.count, bytes, size);
    line->left.count += size;
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
    if (line->is_asked)
        line->took_ns = clock_now_ns() - line->asked_ns;
    line->is_asked = false;
    line->answers = true;
}

bool line_is_behind(struct line *line)
{
    if (line->left.count > 0)
        send(line);
    if (line->is_asked && line->answers && clock_now_ns() >= line->asked_ns + PATIENCE_NS)
        line->answers = line->is_asked = false;
    return line->left.count > 0 || (line->is_asked && line->answers);
}

int line_waits_for(const struct line *line)
{
    return line->left.count > 0 ? line->fd : -1;
}

uint64_t line_until_ns(const struct line *line)
{
    return line->is_asked && line->answers ? line->asked_ns + PATIENCE_NS : UINT64_MAX;
}

/*
 * The answer would be a key for whoever reads the keyboard next. It is waited for as long as the
 * one before may let expect, and what was typed meanwhile goes with it: the terminal still echoes
 * nothing.
 */
static void swallow_answer(const struct line *line)
{
    uint64_t wait = LEAST_WAIT_NS + 2 * line->took_ns;
    uint64_t until = clock_now_ns() + (wait < LONGEST_WAIT_NS ? wait : LONGEST_WAIT_NS);
    struct pollfd poll_in = {.fd = line->out, .events = POLLIN};
    char bytes[256];
    ssize_t got = 0;

    while (got <= 0 || memchr(bytes, ANSWER_END, (size_t)got) == NULL) {
        uint64_t now = clock_now_ns();

        if (now >= until || poll(&poll_in, 1, (int)((until - now) / 1000000) + 1) <= 0)
            break;
        got = read(line->out, bytes, sizeof bytes);
        if (got <= 0)
            break;
    }
    tcflush(line->out, TCIFLUSH);
}

void line_drop(struct line *line)
{
    bool behind = line_is_behind(line);

    array_clear(&line->left);
    /* Of a terminal that does not answer nobody knows. */
    if (behind || !line->answers)
        tcflush(line->out, TCOFLUSH);
    if (line->is_asked && line->answers)
        swallow_answer(line);
    line->is_asked = false;
}
