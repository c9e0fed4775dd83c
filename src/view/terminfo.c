/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/terminfo.h"

#include <string.h>
#include <sys/ioctl.h>

#include <curses.h>

#include "base/memory.h"

char *terminfo_sequence(const char *name)
{
    const char *found = tigetstr((NCURSES_CONST char *)name);
    char *text, *wait, *end;

    if (found == NULL || found == (const char *)-1)
        return NULL;
    text = xstrdup(found);
    while ((wait = strstr(text, "$<")) != NULL && (end = strchr(wait, '>')) != NULL)
        memmove(wait, end + 1, strlen(end + 1) + 1);
    return text;
}

void terminfo_size(int fd, int *height, int *width)
{
    struct winsize size = {0};

    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        size = (struct winsize){.ws_row = 24, .ws_col = 80};
    *height = size.ws_row;
    *width = size.ws_col;
}
