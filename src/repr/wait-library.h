/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which functions of the standard library's Python a thread is in. */
#ifndef REPR_WAIT_LIBRARY_H
#define REPR_WAIT_LIBRARY_H

struct thread;

/* What is left of a file's name within the standard library: "threading.py"; NULL: it is elsewhere.
 */
const char *wait_library_file(const char *file);

/*
 * "queue.Queue.get", before 3.11 "queue.get": the outermost function of the library that the
 * innermost frames are of; NULL: they are not, or it is how threads begin. Free it.
 */
char *wait_library_name(const struct thread *thread);

#endif
