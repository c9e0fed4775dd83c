/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/run-mark.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Each is a page that the kernel may not move out. */
#define MAX_MARKS 10000

static int open_event(pid_t tid, bool disabled)
{
    struct perf_event_attr what = {
        .type = PERF_TYPE_SOFTWARE,
        .size = sizeof what,
        .config = PERF_COUNT_SW_DUMMY,
        .disabled = disabled,
        .exclude_kernel = 1, /* nothing is counted, and who is not root may ask for no more */
        .exclude_hv = 1,
    };

    return (int)syscall(SYS_perf_event_open, &what, tid, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static void *open_first(void *arg)
{
    struct run_marks *marks = arg;

    marks->first = open_event(0, true);
    return NULL;
}

/* The first event of the system takes long. It is one of a thread that has ended, because who has
 * one pays for it when he is given a CPU. */
void run_marks_init(struct run_marks *marks)
{
    pthread_t thread;

    *marks = (struct run_marks){.first = -1};
    if (pthread_create(&thread, NULL, open_first, marks) == 0)
        pthread_join(thread, NULL);
}

void run_marks_deinit(struct run_marks *marks)
{
    if (marks->first >= 0)
        close(marks->first);
    marks->first = -1;
}

bool run_mark_set(struct run_marks *marks, struct run_mark *mark, pid_t tid)
{
    void *page;
    int fd;

    if (marks->first < 0 || marks->refused || marks->count >= MAX_MARKS || marks->left == 0)
        return false;
    marks->left--;
    fd = open_event(tid, false);
    page = fd >= 0 ? mmap(NULL, page_size(), PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
    marks->refused = page == MAP_FAILED && errno != ESRCH;
    if (fd >= 0)
        close(fd); /* the page keeps it */
    if (page == MAP_FAILED)
        return false;
    marks->count++;
    mark->page = page;
    run_mark_renew(mark);
    return true;
}

void run_mark_clear(struct run_marks *marks, struct run_mark *mark)
{
    if (mark->page == NULL)
        return;
    munmap((void *)mark->page, page_size());
    mark->page = NULL;
    marks->count--;
}

/* It is raised by two each time; while it is odd, the kernel is about to. */
bool run_mark_is_still(const struct run_mark *mark)
{
    return mark->page != NULL && mark->page->lock == mark->seen;
}

void run_mark_renew(struct run_mark *mark)
{
    mark->seen = mark->page->lock;
}
