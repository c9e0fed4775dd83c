/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/pending.h"

void pending_deinit(struct pending *pending)
{
    array_deinit(&pending->samples);
    array_deinit(&pending->frames);
    array_deinit(&pending->replaced);
}

void pending_begin(struct pending *pending, const struct pending_sample *sample)
{
    array_push(&pending->samples, *sample);
    pending->samples.data[pending->samples.count - 1].first = pending->frames.count;
}

void pending_push(struct pending *pending, struct sample_frame frame, const bool *replaced)
{
    array_push(&pending->frames, frame);
    array_push(&pending->replaced, replaced);
}

void pending_end(struct pending *pending, bool holds)
{
    struct pending_sample *sample = &pending->samples.data[pending->samples.count - 1];

    sample->count = pending->frames.count - sample->first;
    sample->verified = holds ? sample->count : 0;
    /* A thread without Python frames runs no Python code: there is nothing to say of it. */
    if (sample->count == 0)
        pending->samples.count--;
}

void pending_verified(struct pending *pending, size_t count)
{
    struct pending_sample *sample;

    if (pending->samples.count == 0)
        return;
    sample = &pending->samples.data[pending->samples.count - 1];
    sample->verified = count < sample->count ? count : sample->count;
}

/* The frames outside of the outermost one whose code object was replaced. */
static size_t still_verified(const struct pending *pending, const struct pending_sample *sample)
{
    for (size_t outer = 0; outer < sample->verified; outer++) {
        const bool *replaced = pending->replaced.data[sample->first + sample->count - 1 - outer];

        if (replaced != NULL && *replaced)
            return outer;
    }
    return sample->verified;
}

uint64_t pending_unchecked(const struct pending *pending)
{
    uint64_t count = 0;

    for (size_t i = 0; i < pending->samples.count; i++) {
        const struct pending_sample *sample = &pending->samples.data[i];
        bool any = false;

        for (size_t j = 0; j < sample->count; j++)
            any = any || pending->replaced.data[sample->first + j] != NULL;
        count += any ? 1 + (uint64_t)sample->repeats : 0;
    }
    return count;
}

void pending_flush(struct pending *pending, const struct sample_sink *sink)
{
    for (size_t i = 0; i < pending->samples.count; i++) {
        const struct pending_sample *from = &pending->samples.data[i];
        struct sample sample = {
            .thread = from->thread,
            .time_ns = from->time_ns,
            .last_ns = from->last_ns != 0 ? from->last_ns : from->time_ns,
            .repeats = from->repeats,
            .state = from->state,
            .gil = from->gil,
            .frames = pending->frames.data + from->first,
            .count = from->count,
            .verified = still_verified(pending, from),
            .proof = from->proof,
            .still_since_ns = from->still_since_ns,
            .ran_ns = from->ran_ns,
            .gil_turns = from->gil_turns,
        };

        if (sample.verified < sample.count) {
            sample.proof.kind = PROOF_UNVERIFIED;
            sample.proof.how = PROOF_HOW_NONE;
        }
        sample.proof.verified_frames = sample.verified;
        sink->take(sink->arg, &sample);
    }
    array_clear(&pending->samples);
    array_clear(&pending->frames);
    array_clear(&pending->replaced);
}
