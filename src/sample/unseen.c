/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/unseen.h"

/* What is less of a CPU is not worth a word, and what the kernel counts is not of quite the same
 * moments. */
#define LEAST 0.05
/* So many standard deviations are no chance. */
#define DEVIATIONS 4

double unseen_seconds(double seconds, uint64_t rounds, double ran_s, double seen_s)
{
    double beyond = ran_s - seen_s - LEAST * seconds;

    if (rounds == 0 || seconds <= 0 || beyond <= 0)
        return 0;
    /* The variance of what is counted in so many rounds is p (1 - p) / rounds of the time, squared.
     */
    return beyond * beyond > DEVIATIONS * DEVIATIONS * seconds * ran_s / (double)rounds
               ? ran_s - seen_s
               : 0;
}
