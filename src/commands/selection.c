/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/selection.h"

#include "base/text.h"
#include "session/describe.h"
#include "session/listing.h"

struct error *selection_set_frame(struct session *s, uint64_t level)
{
    const struct thread *thread = session_thread(s);

    if (level >= thread->frames.count)
        return error_create(ERROR_NOT_FOUND, "No frame at level %llu", (unsigned long long)level);
    s->frame = (size_t)level;
    return NULL;
}

struct error *selection_move(struct session *s, int64_t levels)
{
    const struct thread *thread = session_thread(s);
    int64_t last = (int64_t)thread->frames.count - 1;
    int64_t now = (int64_t)s->frame;

    if (levels > 0 && now == last)
        return error_create(ERROR_NOT_FOUND, "Initial frame selected; you can't go up");
    if (levels < 0 && now == 0)
        return error_create(ERROR_NOT_FOUND,
                            "Bottom (innermost) frame selected; you can't go down");
    if (levels > last - now)
        now = last;
    else if (levels < -now)
        now = 0;
    else
        now += levels;
    s->frame = (size_t)now;
    return NULL;
}

void selection_show_frame(struct session *s, struct emitter *e)
{
    describe_frame(e, "frame", session_thread(s), s->frame, DESCRIBE_LINE);
    listing_show_current(s, e);
}

struct error *selection_count(const char *args, int64_t *ret)
{
    *ret = 1;
    if (args[0] != '\0' && (!text_to_i64(args, ret) || *ret > INT32_MAX || *ret < -INT32_MAX))
        return error_create(ERROR_USAGE, "\"%s\" is not a number of frames", args);
    return NULL;
}
