/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/answer.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "session/session.h"

void answer_deinit(struct answer *answer)
{
    free(take_pointer(answer->command));
}

void answer_begin(struct session *s, const char *line)
{
    answer_deinit(&s->answer);
    s->answer = (struct answer){
        .command = xstrdup(line),
        .from = s->target != NULL ? s->target->counters : (struct target_counters){0},
        .began_ns = clock_now_ns(),
    };
}

void answer_end(struct session *s)
{
    struct answer *answer = &s->answer;

    answer->took_ns = clock_now_ns() - answer->began_ns;
    if (s->target == NULL)
        return;
    answer->spent.reads = s->target->counters.reads - answer->from.reads;
    answer->spent.bytes = s->target->counters.bytes - answer->from.bytes;
}
