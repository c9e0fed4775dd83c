/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/waker.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

/* Timers that are set at once; half of them are set anew when half of them have gone off. */
#define TIMERS 64
/* A timer that is nearer might go off before it is set. */
#define AHEAD_NS 50000u
/* Who spins and is kept from it for so long was put off his CPU. A quarter of a window of that, and
 * timers do it for a while: an interrupt does not have to wait for its turn. */
#define AWAY_NS 200000u
#define WINDOW_NS 20000000u
#define CROWDED_NS 500000000u

struct waker {
    pthread_t thread;
    cpu_set_t home;
    sigset_t signals, before; /* the one of the timers; what was blocked */
    timer_t timers[TIMERS];
    size_t created;

    /* The other thread waits for order to change; it does what the rest says then. */
    _Atomic uint32_t order;
    _Atomic bool active, ends;
    _Atomic uint64_t origin_ns, period_ns;

    /* Timers are set for all deadlines from..until of that order. */
    _Atomic uint32_t set_order;
    _Atomic uint64_t from_ns, until_ns;

    /* Where it spins: the bell, a futex, is rung when due_ns has come; 0: nobody has asked. */
    _Atomic bool spins;
    _Atomic uint64_t due_ns;
    _Atomic uint32_t bell;
};

static struct timespec time_of(uint64_t ns)
{
    return (struct timespec){.tv_sec = (time_t)(ns / 1000000000u),
                             .tv_nsec = (long)(ns % 1000000000u)};
}

/* False: the word had changed before we slept. */
static bool futex_wait(_Atomic uint32_t *word, uint32_t seen, uint64_t until_ns)
{
    struct timespec until = time_of(until_ns);

    return syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, seen, until_ns != 0 ? &until : NULL,
                   NULL, FUTEX_BITSET_MATCH_ANY) == 0 ||
           errno != EAGAIN;
}

static void futex_wake(_Atomic uint32_t *word)
{
    atomic_fetch_add(word, 1);
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void pause_briefly(void)
{
#if defined __x86_64__
    __builtin_ia32_pause();
#else
    atomic_signal_fence(memory_order_seq_cst);
#endif
}

static bool is_current(const struct waker *waker, uint32_t order)
{
    return atomic_load(&waker->active) && !atomic_load(&waker->ends) &&
           atomic_load(&waker->order) == order;
}

/* Returns true when somebody else wants the CPU as well, and has it too long. */
static bool spin(struct waker *waker, uint32_t order)
{
    uint64_t begun = clock_now_ns();
    uint64_t last = begun;
    uint64_t away = 0;

    while (is_current(waker, order)) {
        uint64_t due = atomic_load(&waker->due_ns);
        uint64_t now = clock_now_ns();

        away += now - last > AWAY_NS ? now - last : 0;
        last = now;
        if (now - begun > WINDOW_NS) {
            if (away > WINDOW_NS / 4)
                return true;
            begun = now;
            away = 0;
        }
        if (due == 0 || due > now)
            pause_briefly();
        else if (atomic_compare_exchange_strong(&waker->due_ns, &due, 0))
            futex_wake(&waker->bell);
    }
    return false;
}

static void set_timers(struct waker *waker, uint32_t order, uint64_t step, uint64_t end)
{
    uint64_t next = atomic_load(&waker->origin_ns);
    size_t count = TIMERS;
    size_t at = 0;

    while (is_current(waker, order) && (end == 0 || clock_now_ns() < end)) {
        uint64_t soon = clock_now_ns() + AHEAD_NS;

        if (next < soon)
            next += ((soon - next) / step + 1) * step;
        if (at == 0)
            atomic_store(&waker->from_ns, next);
        for (size_t i = 0; i < count; i++, next += step) {
            struct itimerspec when = {.it_value = time_of(next)};

            timer_settime(waker->timers[at++ % TIMERS], TIMER_ABSTIME, &when, NULL);
        }
        atomic_store(&waker->until_ns, next - step);
        atomic_store(&waker->set_order, order);
        count = TIMERS / 2;
        futex_wait(&waker->order, order, next - (TIMERS / 2 - 1) * step);
    }
}

/* The bell is heard before it falls silent. */
static void set_spinning(struct waker *waker, bool spins)
{
    atomic_store(&waker->spins, spins);
    futex_wake(&waker->bell);
}

static void ring_or_set(struct waker *waker, uint32_t order)
{
    uint64_t period = atomic_load(&waker->period_ns);

    if (period >= WAKER_SPIN_NS) {
        set_timers(waker, order, period, 0);
        return;
    }
    set_spinning(waker, true);

    bool crowded = spin(waker, order);

    set_spinning(waker, false);
    if (crowded)
        set_timers(waker, order, WAKER_SPIN_NS, clock_now_ns() + CROWDED_NS);
}

static void *run(void *arg)
{
    struct waker *waker = arg;

    while (!atomic_load(&waker->ends)) {
        uint32_t order = atomic_load(&waker->order);

        if (!is_current(waker, order))
            futex_wait(&waker->order, order, 0);
        else
            ring_or_set(waker, order);
    }
    return NULL;
}

static bool create_timers(struct waker *waker)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = WAKER_SIGNAL};

    event.sigev_notify_thread_id = gettid();
    while (waker->created < TIMERS &&
           timer_create(CLOCK_MONOTONIC, &event, &waker->timers[waker->created]) == 0)
        waker->created++;
    return waker->created == TIMERS;
}

static void delete_timers(struct waker *waker)
{
    static const struct timespec now = {0};

    for (size_t i = 0; i < waker->created; i++)
        timer_delete(waker->timers[i]);
    while (sigtimedwait(&waker->signals, NULL, &now) > 0)
        continue;
    pthread_sigmask(SIG_SETMASK, &waker->before, NULL);
}

struct waker *waker_create(const cpu_set_t *home)
{
    struct waker *waker = xcalloc(1, sizeof *waker);
    sigset_t all;

    waker->home = *home;
    sigemptyset(&waker->signals);
    sigaddset(&waker->signals, WAKER_SIGNAL);
    sigfillset(&all);
    /* Other signals are for the thread that is here already. */
    pthread_sigmask(SIG_BLOCK, &all, &waker->before);
    if (!create_timers(waker) || pthread_create(&waker->thread, NULL, run, waker) != 0) {
        delete_timers(waker);
        free(waker);
        return NULL;
    }
    pthread_sigmask(SIG_SETMASK, &waker->before, NULL);
    pthread_sigmask(SIG_BLOCK, &waker->signals, NULL);
    return waker;
}

void waker_destroy(struct waker *waker)
{
    if (waker == NULL)
        return;
    atomic_store(&waker->ends, true);
    futex_wake(&waker->order);
    pthread_join(waker->thread, NULL);
    delete_timers(waker);
    free(waker);
}

bool waker_avoid(struct waker *waker, int cpu)
{
    cpu_set_t others = waker->home;

    if (cpu >= 0 && cpu < CPU_SETSIZE)
        CPU_CLR((size_t)cpu, &others);
    return CPU_COUNT(&others) > 0 &&
           pthread_setaffinity_np(waker->thread, sizeof others, &others) == 0;
}

void waker_start(struct waker *waker, uint64_t deadline_ns, uint64_t period_ns)
{
    uint64_t origin = atomic_load(&waker->origin_ns);

    /* It goes on as before if it still does that. */
    if (atomic_load(&waker->active) && atomic_load(&waker->period_ns) == period_ns &&
        origin <= deadline_ns && (deadline_ns - origin) % period_ns == 0)
        return;
    atomic_store(&waker->origin_ns, deadline_ns);
    atomic_store(&waker->period_ns, period_ns);
    atomic_store(&waker->active, true);
    futex_wake(&waker->order);
}

void waker_stop(struct waker *waker)
{
    atomic_store(&waker->active, false);
}

/* For deadlines that are too near for timers the next one of these is near enough. */
static bool has_timer(const struct waker *waker, uint64_t time_ns)
{
    uint64_t period = atomic_load(&waker->period_ns);
    uint64_t from = atomic_load(&waker->from_ns);

    return atomic_load(&waker->set_order) == atomic_load(&waker->order) && time_ns >= from &&
           time_ns <= atomic_load(&waker->until_ns) &&
           (period < WAKER_SPIN_NS || (time_ns - from) % period == 0);
}

/* False: it spins no longer. A bell that rings before we sleep gives nobody our CPU. */
static bool wait_for_bell(struct waker *waker, uint64_t time_ns)
{
    uint32_t seen;

    do {
        seen = atomic_load(&waker->bell);
        if (!atomic_load(&waker->spins))
            return false;
        atomic_store(&waker->due_ns, time_ns);
    } while (!futex_wait(&waker->bell, seen, 0));
    return true;
}

void waker_sleep(struct waker *waker, uint64_t time_ns)
{
    struct timespec time = time_of(time_ns);

    if (atomic_load(&waker->active) && wait_for_bell(waker, time_ns))
        return;
    if (atomic_load(&waker->active) && has_timer(waker, time_ns))
        sigwaitinfo(&waker->signals, NULL);
    else
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

uint64_t waker_cpu_ns(const struct waker *waker)
{
    struct timespec time = {0};
    clockid_t clock;

    if (pthread_getcpuclockid(waker->thread, &clock) == 0)
        clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}
