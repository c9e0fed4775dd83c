/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"

static struct winsize size_of(int fd)
{
    struct winsize size = {0};

    if (ioctl(fd, TIOCGWINSZ, &size) != 0)
        size = (struct winsize){0};
    return size;
}

/* There is one terminal. */
static size_t part_rows;

void terminal_set_rows(int rows)
{
    part_rows = rows > 0 ? (size_t)rows : 0;
}

size_t terminal_height(const struct settings *settings, int fd)
{
    long height = setting_number(settings, SETTING_HEIGHT);

    if (height >= 0)
        return (size_t)height;
    return part_rows > 0 ? part_rows : size_of(fd).ws_row;
}

size_t terminal_width(const struct settings *settings, int fd)
{
    long width = setting_number(settings, SETTING_WIDTH);

    return width >= 0 ? (size_t)width : size_of(fd).ws_col;
}

/* There is one, so who lays it out anew is one as well. */
static bool (*lay_out_again)(void);

void terminal_on_resize(bool (*again)(void))
{
    lay_out_again = again;
}

static void (*on_question)(bool begins);

void terminal_on_question(void (*asks)(bool begins))
{
    on_question = asks;
}

static uint64_t (*goes_on_beside)(void);

void terminal_on_wait(uint64_t (*goes_on)(void))
{
    goes_on_beside = goes_on;
}

/* Until there is something to read; false: a signal came first. */
static bool wait_for_input(void)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};

    for (;;) {
        uint64_t next = goes_on_beside != NULL ? goes_on_beside() : UINT64_MAX;
        uint64_t now = clock_now_ns();
        uint64_t ms = next > now ? (next - now) / 1000000 + 1 : 0;
        int ready = poll(&in, 1, next == UINT64_MAX ? -1 : ms < INT_MAX ? (int)ms : INT_MAX);

        if (ready != 0)
            return ready > 0;
    }
}

static char *read_answer(const char *again, volatile sig_atomic_t *interrupted)
{
    ARRAY(char) line = {0};

    for (;;) {
        char c;
        /* Not by stdio: what is typed ahead belongs to readline. */
        ssize_t got = wait_for_input() ? read(STDIN_FILENO, &c, 1) : -1;

        if (got < 0 && errno == EINTR && (interrupted == NULL || !*interrupted)) {
            if (lay_out_again != NULL && lay_out_again()) {
                fputs(again, stdout);
                fflush(stdout);
            }
            continue;
        }
        if (got < 0 || (got == 0 && line.count == 0)) {
            array_deinit(&line);
            return NULL;
        }
        if (got == 0 || c == '\n')
            break;
        array_push(&line, c);
    }
    array_push(&line, '\0');
    return line.data;
}

char *terminal_ask(const char *prompt, const char *again, volatile sig_atomic_t *interrupted)
{
    char *answer;

    fputs(prompt, stdout);
    fflush(stdout);
    if (on_question != NULL)
        on_question(true);
    answer = read_answer(again, interrupted);
    if (on_question != NULL)
        on_question(false);
    return answer;
}
