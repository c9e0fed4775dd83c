/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples that wait to be handed on, until their code objects have been looked at again. */
#ifndef SAMPLE_PENDING_H
#define SAMPLE_PENDING_H

#include "base/array.h"
#include "sample/source.h"

/* struct sample, as far as it is known at first. */
struct pending_sample {
    const struct sample_thread *thread;
    uint64_t time_ns;
    uint64_t last_ns; /* of the last one of its repeats; 0: it has none */
    uint32_t repeats;
    enum thread_state state;
    bool gil;
    struct proof proof;
    uint64_t still_since_ns, ran_ns, gil_turns;
    size_t first, count; /* its frames */
    size_t verified;
};

struct pending {
    ARRAY(struct pending_sample) samples;
    ARRAY(struct sample_frame) frames;
    ARRAY(const bool *) replaced; /* one a frame: becomes true if its code object was; or NULL */
};

void pending_deinit(struct pending *pending);

/* A sample is begun, its frames pushed, newest first, and ended; holds: it is proven. */
void pending_begin(struct pending *pending, const struct pending_sample *sample);
void pending_push(struct pending *pending, struct sample_frame frame, const bool *replaced);
void pending_end(struct pending *pending, bool holds);
/* So many of the outermost frames of the sample that was ended last hold all the same. */
void pending_verified(struct pending *pending, size_t count);

/* How many of them, repeats among them, have a frame whose code object is to be looked at again. */
uint64_t pending_unchecked(const struct pending *pending);

/* Hands all of them on. A frame whose code object was replaced, and those inside of it, no longer
 * count as verified. */
void pending_flush(struct pending *pending, const struct sample_sink *sink);

#endif
