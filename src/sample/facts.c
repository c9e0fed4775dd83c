/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/facts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "sample/recording.h"

void facts_add(fact_array *facts, const char *name, char *value)
{
    array_push(facts, ((struct fact){name, value}));
}

void facts_deinit(fact_array *facts)
{
    for (size_t i = 0; i < facts->count; i++)
        free(facts->data[i].value);
    array_deinit(facts);
}

static char *date_text(int64_t unix_ms)
{
    time_t seconds = (time_t)(unix_ms / 1000);
    struct tm parts;
    char text[64] = "?";

    if (localtime_r(&seconds, &parts) != NULL)
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %z", &parts);
    return xstrdup(text);
}

static char *processes_text(const struct recording *recording)
{
    if (recording->processes > 0)
        return xasprintf("%d and what it started, %zu sampled, %s", (int)recording->pid,
                         recording->processes, recording->version);
    return xasprintf("%d, %s", (int)recording->pid, recording->version);
}

static char *unverified_text(const struct recording *recording)
{
    const struct calltree *tree = &recording->tree;
    uint64_t unchecked = recording->stats.source.unchecked;
    CLEANUP_FREE char *text =
        xasprintf("%" PRIu64 " (%.2f %%)", tree->unverified,
                  tree->samples > 0 ? 100 * (double)tree->unverified / (double)tree->samples : 0);

    return unchecked > 0 ? xasprintf("%s, %" PRIu64 " unchecked", text, unchecked)
                         : take_pointer(text);
}

void facts_of_recording(const struct recording *recording, fact_array *ret)
{
    const struct sampler_stats *stats = &recording->stats;
    const struct calltree *tree = &recording->tree;

    facts_add(ret, "Process", processes_text(recording));
    facts_add(ret, "Counted", xstrdup(recording->counted));
    facts_add(ret, "Begun", date_text(recording->started_unix_ms));
    facts_add(ret, "Samples",
              xasprintf("%" PRIu64 " in %.1f s", tree->samples, (double)stats->running_ns / 1e9));
    facts_add(ret, "Unverified", unverified_text(recording));
    if (stats->source.missed_cpu_ns >= RECORDING_LEAST_MISSED_NS)
        facts_add(ret, "Missed",
                  xasprintf("%.2f s of CPU of what it started",
                            (double)stats->source.missed_cpu_ns / 1e9));
    facts_add(ret, "Rate",
              xasprintf("%.1f of %g Hz kept, %" PRIu64 " deadline%s missed",
                        sampler_rate_kept(stats, recording->period_ns),
                        1e9 / (double)recording->period_ns, stats->missed,
                        stats->missed == 1 ? "" : "s"));
    if (stats->gap_ns >= GAP_TOLD_NS)
        facts_add(ret, "Not sampled", xasprintf("for another %.1f s", (double)stats->gap_ns / 1e9));
    facts_add(ret, "By", xstrdup(recording->maker));
}
