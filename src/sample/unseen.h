/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether samples tell of all that has run. A thread that has had CPU time by the kernel's count
 * was found to run, or to want to, for as long at the least, but for chance: where it was not, the
 * sampler came when it did not run, and what is counted is not what it did.
 */
#ifndef SAMPLE_UNSEEN_H
#define SAMPLE_UNSEEN_H

#include <stdint.h>

/*
 * CPU time in seconds that no sample stands for, or 0 where chance may be the cause. Of `seconds`
 * in which `rounds` were made threads had ran_s of CPU time, and were seen to run for seen_s.
 */
double unseen_seconds(double seconds, uint64_t rounds, double ran_s, double seen_s);

#endif
