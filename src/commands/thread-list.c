/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/thread-list.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "session/words.h"

enum { MAX_NUM = 1000 * 1000 }; /* a typing error in a range shall not take all day */

struct error *thread_list_add(thread_list *list, const char *word)
{
    const char *dash = strchr(word, '-');
    CLEANUP_FREE char *low = xstrndup(word, dash != NULL ? (size_t)(dash - word) : strlen(word));
    uint64_t first, last;

    if (!text_to_u64(low, &first) || !text_to_u64(dash != NULL ? dash + 1 : low, &last) ||
        first == 0 || last < first || last > MAX_NUM)
        return error_create(ERROR_USAGE, "\"%s\" is neither the number of a thread nor a range",
                            word);
    for (uint64_t num = first; num <= last; num++)
        array_push(list, (unsigned)num);
    return NULL;
}

struct error *thread_list_parse(thread_list *list, const char *args)
{
    while (*args != '\0') {
        CLEANUP_FREE char *word = xstrndup(args, strcspn(args, " \t"));

        TRY(thread_list_add(list, word));
        args = words_skip_blanks(args + strlen(word));
    }
    return NULL;
}

bool thread_list_has(const thread_list *list, unsigned num)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->data[i] == num)
            return true;
    return false;
}
