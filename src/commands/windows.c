/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/windows.h"

#include <string.h>

struct error *windows_find(struct session *s, const struct windows_ops **ret)
{
    if (s->front_end == NULL || s->front_end->windows == NULL)
        return error_create(ERROR_UNSUPPORTED, "There is no terminal here to show a pane on; the "
                                               "prompt of `pyinspect PID` has one");
    *ret = s->front_end->windows;
    return NULL;
}

struct error *windows_find_pane(struct session *s, const struct windows_ops **ret)
{
    TRY(windows_find(s, ret));
    if ((*ret)->get(s->front_end).layout == WINDOWS_NONE)
        return error_create(
            ERROR_NOT_FOUND,
            "There is no pane.  Use `layout top`, `layout threads` or `layout src`");
    return NULL;
}

const char *windows_layout_name(enum windows_layout layout)
{
    static const char *const names[WINDOWS_COUNT] = {
        [WINDOWS_NONE] = "none",
        [WINDOWS_TOP] = "top",
        [WINDOWS_THREADS] = "threads",
        [WINDOWS_SRC] = "src",
    };

    return names[layout];
}

bool windows_is_command(const char *word, size_t length)
{
    return length > 0 && strncmp("cmd", word, length) == 0;
}

bool windows_is_pane(const struct windows *windows, const char *word, size_t length)
{
    return length > 0 && (strncmp("pane", word, length) == 0 ||
                          strncmp(windows_layout_name(windows->layout), word, length) == 0);
}
