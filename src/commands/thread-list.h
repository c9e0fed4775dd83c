/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of threads as gdb's commands take them: "1 3-5". */
#ifndef COMMANDS_THREAD_LIST_H
#define COMMANDS_THREAD_LIST_H

#include <stdbool.h>

#include "base/array.h"
#include "base/error.h"

typedef ARRAY(unsigned) thread_list;

/* Appends what one word stands for, "3" or "3-5". */
struct error *thread_list_add(thread_list *list, const char *word);
/* Appends that of every word. */
struct error *thread_list_parse(thread_list *list, const char *args);
bool thread_list_has(const thread_list *list, unsigned num);

#endif
