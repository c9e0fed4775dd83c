/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/input.h"

#include <errno.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"

/* Slow lines bring a key's bytes apart; who presses Escape is not kept waiting. */
#define ESCAPE_NS 30000000ull

static void add_signals(sigset_t *set)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};

    sigemptyset(set);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaddset(set, signals[i]);
}

struct error *input_start(int keyboard, struct input *ret)
{
    sigset_t mine;

    add_signals(&mine);
    *ret = (struct input){.keyboard = keyboard};
    sigprocmask(SIG_BLOCK, &mine, &ret->before);
    ret->signals = signalfd(-1, &mine, SFD_CLOEXEC | SFD_NONBLOCK);
    if (ret->signals < 0) {
        int errnum = errno;

        sigprocmask(SIG_SETMASK, &ret->before, NULL);
        return error_os(errnum, NULL, "signals cannot be waited for");
    }
    return NULL;
}

void input_stop(struct input *input)
{
    if (input->signals >= 0)
        close(input->signals);
    input->signals = -1;
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

/* False: nothing of it was there yet. */
static bool read_signal(struct input *input, struct input_event *ret)
{
    struct signalfd_siginfo info;

    if (read(input->signals, &info, sizeof info) != sizeof info)
        return false;
    *ret = of_signal((int)info.ssi_signo);
    return true;
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

static int milliseconds_to(uint64_t time_ns)
{
    uint64_t now = clock_now_ns();

    if (time_ns <= now)
        return 0;
    return time_ns - now < 3600000000000ull ? (int)((time_ns - now + 999999) / 1000000) : 3600000;
}

struct input_event input_wait(struct input *input, uint64_t until_ns)
{
    struct pollfd fds[] = {{.fd = input->keyboard, .events = POLLIN},
                           {.fd = input->signals, .events = POLLIN}};
    struct input_event event = {.kind = INPUT_NOTHING};

    for (;;) {
        uint64_t escape_until = input->escape_ns + ESCAPE_NS;
        bool waited = input->reader.count > 0 && clock_now_ns() >= escape_until;

        if (keys_next(&input->reader, waited, &event.key)) {
            event.kind = INPUT_KEY;
            return event;
        }
        if (clock_now_ns() >= until_ns && input->reader.count == 0) {
            /* Keys that wait come before what can wait. */
            if (poll(fds, 2, 0) <= 0)
                return event;
        } else {
            uint64_t next = input->reader.count > 0 ? escape_until : until_ns;

            if (poll(fds, 2, milliseconds_to(next)) <= 0)
                continue;
        }
        if (fds[1].revents != 0 && read_signal(input, &event))
            return event;
        if (fds[0].revents != 0 && !read_keyboard(input))
            return (struct input_event){.kind = INPUT_END};
    }
}
