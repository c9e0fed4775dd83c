/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time in which nothing was sampled: the sampler was stopped, kept from its CPU, or somebody had
 * the target for himself. What was seen before and after it says nothing of it, so it is none of
 * theirs. A round that comes late is no gap: its sample stands for the time since the one before.
 */
#ifndef SAMPLE_GAP_H
#define SAMPLE_GAP_H

#include <stdint.h>

/* From here on it is worth a sentence. */
#define GAP_TOLD_NS 1000000000u

struct gap {
    uint64_t usual_ns; /* how far rounds usually lie apart; 0: not known yet */
};

/* since_ns: from the last round to this one, where all goes well period_ns. What of it is a gap. */
uint64_t gap_find(struct gap *gap, uint64_t since_ns, uint64_t period_ns);

#endif
