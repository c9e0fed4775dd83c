/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/gap.h"

/* What is shorter comes of how busy the machine is, and is one sample's time as any other. */
#define LEAST_NS 250000000u
/* A target of a thousand threads takes its time in each round, which is no gap: what is one is so
 * many times longer than usual. */
#define TIMES 5
/* What is usual is learned from some so many rounds. */
#define LEARNS_FROM 8

uint64_t gap_find(struct gap *gap, uint64_t since_ns, uint64_t period_ns)
{
    uint64_t usual = gap->usual_ns > period_ns ? gap->usual_ns : period_ns;
    uint64_t most = TIMES * usual > LEAST_NS ? TIMES * usual : LEAST_NS;
    uint64_t counts = since_ns < most ? since_ns : most;

    gap->usual_ns = usual - usual / LEARNS_FROM + counts / LEARNS_FROM;
    return since_ns > most ? since_ns - usual : 0;
}
