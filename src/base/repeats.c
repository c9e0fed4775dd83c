/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/repeats.h"

#include "base/memory.h"

bool repeats_find(const struct repeats_list *list, size_t at, struct repeats *ret)
{
    for (size_t period = 1; list->most > 0 && period <= REPEATS_PERIOD_MAX; period++) {
        size_t end = at + period;

        while (end < list->count && list->same(list->arg, end - period, end))
            end++;
        *ret = (struct repeats){period, (end - at) / period};
        if (end <= list->count && ret->times > list->most)
            return true;
    }
    return false;
}

char *repeats_text(const struct repeats_list *list, const struct repeats *repeats)
{
    size_t more = repeats->times - list->most;
    const char *times = more == 1 ? "time" : "times";

    return repeats->period == 1 ? xasprintf("[Previous line repeated %zu more %s]", more, times)
                                : xasprintf("[Previous %zu lines repeated %zu more %s]",
                                            repeats->period, more, times);
}
