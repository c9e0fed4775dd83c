/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/input.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/clock.h"

/* Slow lines bring a key's bytes apart; who presses Escape is not kept waiting. */
#define ESCAPE_NS 30000000ull

static const int signals[INPUT_SIGNALS] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT,
                                           SIGTSTP, SIGCONT, SIGWINCH};
/* Those that have come and were not looked at. */
static volatile sig_atomic_t caught[INPUT_SIGNALS];

static void note_signal(int number)
{
    for (size_t i = 0; i < INPUT_SIGNALS; i++)
        if (signals[i] == number)
            caught[i] = 1;
}

void input_start(int keyboard, struct input *ret)
{
    struct sigaction action = {.sa_handler = note_signal};
    sigset_t mine;

    *ret = (struct input){.keyboard = keyboard};
    sigemptyset(&mine);
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < INPUT_SIGNALS; i++)
        sigaddset(&mine, signals[i]);
    sigprocmask(SIG_BLOCK, &mine, &ret->before);
    ret->waiting = ret->before;
    for (size_t i = 0; i < INPUT_SIGNALS; i++) {
        caught[i] = 0;
        sigdelset(&ret->waiting, signals[i]);
        sigaction(signals[i], &action, &ret->handlers[i]);
    }
}

void input_stop(struct input *input)
{
    for (size_t i = 0; i < INPUT_SIGNALS; i++)
        sigaction(signals[i], &input->handlers[i], NULL);
    sigprocmask(SIG_SETMASK, &input->before, NULL);
}

static struct input_event of_signal(int number)
{
    switch (number) {
    case SIGWINCH:
        return (struct input_event){.kind = INPUT_RESIZE};
    case SIGTSTP:
        return (struct input_event){.kind = INPUT_SUSPEND};
    case SIGCONT:
        return (struct input_event){.kind = INPUT_CONTINUE};
    default:
        return (struct input_event){.kind = INPUT_END, .signal = number};
    }
}

/* False: none has come. */
static bool take_signal(struct input_event *ret)
{
    for (size_t i = 0; i < INPUT_SIGNALS; i++) {
        if (!caught[i])
            continue;
        caught[i] = 0;
        *ret = of_signal(signals[i]);
        return true;
    }
    return false;
}

/* False: the terminal is gone. */
static bool read_keyboard(struct input *input)
{
    uint8_t bytes[sizeof input->reader.bytes];
    size_t room = sizeof bytes - input->reader.count;
    ssize_t got = read(input->keyboard, bytes, room > 0 ? room : sizeof bytes);

    if (got > 0) {
        keys_feed(&input->reader, bytes, (size_t)got);
        input->escape_ns = clock_now_ns();
    }
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Until a key or a signal has come, or that time, or *room is there (-1: it is not waited for; it
 * has become that if it is not there); true: a key is there. */
static bool wait_until(struct input *input, int *room, uint64_t until_ns)
{
    struct pollfd fds[] = {{.fd = input->keyboard, .events = POLLIN},
                           {.fd = *room, .events = POLLOUT}};
    uint64_t now = clock_now_ns();
    uint64_t ns = until_ns > now ? until_ns - now : 0;
    struct timespec timeout = {.tv_sec = (time_t)(ns / 1000000000u),
                               .tv_nsec = (long)(ns % 1000000000u)};

    if (ppoll(fds, 2, until_ns != UINT64_MAX ? &timeout : NULL, &input->waiting) <= 0) {
        *room = -1;
        return false;
    }
    if (fds[1].revents == 0)
        *room = -1;
    return fds[0].revents != 0;
}

struct input_event input_wait(struct input *input, int room, uint64_t until_ns)
{
    struct input_event event = {.kind = INPUT_NOTHING};

    for (;;) {
        uint64_t escape_until = input->escape_ns + ESCAPE_NS;
        bool begun = input->reader.count > 0;
        bool ready;
        int has_room = room;

        if (keys_next(&input->reader, begun && clock_now_ns() >= escape_until, &event.key)) {
            event.kind = INPUT_KEY;
            return event;
        }
        begun = input->reader.count > 0;
        ready = wait_until(input, &has_room, begun ? escape_until : until_ns);
        if (take_signal(&event))
            return event;
        if (ready && !read_keyboard(input))
            return (struct input_event){.kind = INPUT_END};
        /* Keys that wait come before what can wait. */
        if (!ready && (has_room >= 0 || (!begun && clock_now_ns() >= until_ns)))
            return event;
    }
}
