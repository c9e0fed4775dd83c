/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/record-report.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "sample/format.h"

/* What ends within it was hardly looked at. */
#define SOON_NS 1000000000u
#define BAR 16
#define BAR_LEAST 4
/* One less than the narrowest usual terminal has. */
#define COLUMNS 79

static double share(uint64_t part, uint64_t whole)
{
    return whole > 0 ? 100 * (double)part / (double)whole : 0;
}

static double rate_kept(const struct record_options *options, const struct sampler_stats *stats)
{
    return sampler_rate_kept(stats, options->filter.period_ns);
}

/* "0:07", "2:03:07" */
static char *clock_text(double seconds)
{
    unsigned long whole = (unsigned long)seconds;

    return whole < 3600 ? xasprintf("%lu:%02lu", whole / 60, whole % 60)
                        : xasprintf("%lu:%02lu:%02lu", whole / 3600, whole / 60 % 60, whole % 60);
}

/* "[#####...........] ", as long as there is room for it. */
static char *progress_bar(double part, size_t room)
{
    char bar[BAR + 1];
    size_t width = room > strlen("[] ") ? room - strlen("[] ") : 0;

    if (width > BAR)
        width = BAR;
    if (width < BAR_LEAST)
        return xstrdup("");
    memset(bar, '.', width);
    memset(bar, '#', (size_t)((part < 1 ? part : 1) * (double)width));
    bar[width] = '\0';
    return xasprintf("[%s] ", bar);
}

char *record_progress(const struct record_options *options, const struct sampler_stats *stats,
                      const struct calltree *tree, bool is_started)
{
    double seconds = (double)(stats->running_ns + stats->gap_ns) / 1e9;
    CLEANUP_FREE char *passed = clock_text(seconds);
    CLEANUP_FREE char *all = clock_text(ceil(options->seconds));
    CLEANUP_FREE char *text =
        xasprintf("%s%s%s  %" PRIu64 " sample%s  %.0f of %.0f Hz  %.2f %% unverified", passed,
                  options->seconds > 0 ? " of "
                  : is_started         ? ""
                                       : ", Ctrl-C ends it",
                  options->seconds > 0 ? all : "", tree->samples, tree->samples == 1 ? "" : "s",
                  rate_kept(options, stats), options->rate, share(tree->unverified, tree->samples));
    size_t length = strlen(text);
    CLEANUP_FREE char *bar = options->seconds > 0 && length < COLUMNS
                                 ? progress_bar(seconds / options->seconds, COLUMNS - length)
                                 : xstrdup("");

    return xasprintf("%s%s", bar, text);
}

static void emit_share(struct emitter *e, const char *name, uint64_t part, uint64_t whole)
{
    emit_as(e, name, STYLE_NUMBER, EMIT_OF_DOUBLE(share(part, whole)), "%.2f", share(part, whole));
}

static const char *state_name(enum family_state state)
{
    switch (state) {
    case FAMILY_WAITING:
        return "waiting";
    case FAMILY_SAMPLED:
        return "sampled";
    case FAMILY_OTHER:
        return "other";
    case FAMILY_REFUSED:
        return "refused";
    case FAMILY_ENDED:
        return "ended";
    }
    return "?";
}

/* "3 processes were sampled, of which 1 has ended", and a line for each that could not be. */
static void summarise_processes(const family_member_array *members, struct emitter *e)
{
    size_t sampled = 0, ended = 0, execs = 0;

    emit_begin_list(e, "processes");
    for (size_t i = 0; i < members->count; i++) {
        const struct family_member *member = &members->data[i];

        sampled += member->sampled;
        ended += member->sampled && member->state == FAMILY_ENDED;
        execs += member->execs;
        emit_begin_object(e, NULL);
        emit_hidden_int(e, "pid", member->about.pid);
        emit_hidden_string(e, "command", member->about.command);
        emit_hidden_string(e, "state", state_name(member->state));
        emit_hidden_bool(e, "sampled", member->sampled);
        emit_hidden_uint(e, "execs", member->execs);
        if (member->why != NULL)
            emit_hidden_string(e, "why", member->why);
        else
            emit_hidden_null(e, "why");
        emit_end(e);
    }
    emit_end(e);
    emit_textf(e, STYLE_PLAIN, "%zu process%s sampled", sampled, sampled == 1 ? "" : "es");
    if (ended > 0)
        emit_textf(e, STYLE_PLAIN, ", of which %zu ended meanwhile", ended);
    if (execs > 0)
        emit_textf(e, STYLE_PLAIN, "; %zu time%s one became another program", execs,
                   execs == 1 ? "" : "s");
    emit_text(e, ".\n");
    for (size_t i = 0; i < members->count; i++)
        if (members->data[i].why != NULL)
            emit_warning(e, "process %d (%s) was not sampled: %s", (int)members->data[i].about.pid,
                         members->data[i].about.command, members->data[i].why);
}

/* What was started alone may have become another program. */
static void summarise_program(const struct family_member *member, struct emitter *e)
{
    emit_hidden_uint(e, "execs", member->execs);
    if (member->execs > 0)
        emit_textf(e, STYLE_PLAIN, "It became another program %u time%s.\n", member->execs,
                   member->execs == 1 ? "" : "s");
    if (member->why != NULL)
        emit_warning(e, "what it became was not sampled: %s", member->why);
}

/* Why there may be nothing in the file. */
static void explain_nothing(const struct record_options *options, const struct sampler_stats *stats,
                            const struct record_end *end, struct emitter *e)
{
    if (options->filter.pattern != NULL && stats->samples > 0)
        emit_textf(e, STYLE_PLAIN, "None of %" PRIu64 " stacks passed the filter.\n",
                   stats->samples);
    else if (options->source.gc)
        emit_text(e, "Garbage was not collected when it was looked.\n");
    else if (strcmp(end->ended, "exit") == 0 && stats->running_ns + stats->gap_ns < SOON_NS)
        emit_text(e, "It ended so soon that no thread was seen running Python code.\n");
    else if (!options->source.idle)
        emit_text(e, "No thread ran Python code; --idle has those that wait as well.\n");
}

void record_summary(const struct record_options *options, const struct recording *recording,
                    const family_member_array *members, const struct record_end *end,
                    struct emitter *e)
{
    const struct sampler_stats *stats = &recording->stats;
    const struct calltree *tree = &recording->tree;
    double seconds = (double)stats->running_ns / 1e9;
    double kept = rate_kept(options, stats);

    emit_text(e, "Wrote ");
    emit_string(e, "file", STYLE_FILE, end->path);
    emit_text(e, " (");
    emit_string(e, "format", STYLE_PLAIN, options->format->name);
    emit_text(e, "): ");
    emit_uint(e, "samples", STYLE_NUMBER, tree->samples);
    emit_text(e, tree->samples == 1 ? " sample in " : " samples in ");
    emit_as(e, "seconds", STYLE_NUMBER, EMIT_OF_DOUBLE(seconds), "%.2f", seconds);
    emit_text(e, " s, ");
    emit_share(e, "unverified_percent", tree->unverified, tree->samples);
    emit_text(e, " % unverified.\n");
    emit_as(e, "rate_kept", STYLE_NUMBER, EMIT_OF_DOUBLE(kept), "%.1f", kept);
    emit_text(e, " of ");
    emit_as(e, "rate", STYLE_NUMBER, EMIT_OF_DOUBLE(options->rate), "%g", options->rate);
    emit_text(e, " Hz kept, ");
    emit_uint(e, "missed", STYLE_NUMBER, stats->missed);
    emit_text(e, stats->missed == 1 ? " deadline missed; " : " deadlines missed; ");
    emit_text(e, "pyinspect took ");
    emit_share(e, "cpu_percent", stats->cpu_ns, stats->running_ns + stats->gap_ns);
    emit_text(e, " % of a CPU.\n");
    emit_hidden_uint(e, "gap_ms", stats->gap_ns / 1000000);
    if (stats->gap_ns >= GAP_TOLD_NS)
        emit_textf(e, STYLE_WARNING,
                   "pyinspect was kept from sampling for another %.1f s, of which nothing is in "
                   "the file.\n",
                   (double)stats->gap_ns / 1e9);
    emit_hidden_uint(e, "unverified", tree->unverified);
    emit_hidden_uint(e, "looks", stats->samples);
    emit_hidden_uint(e, "rounds", stats->rounds);
    emit_hidden_uint(e, "retries", stats->source.retries);
    emit_hidden_uint(e, "reads", stats->source.reads);
    emit_hidden_uint(e, "replaced_code", stats->source.replaced);
    emit_hidden_uint(e, "unchecked", stats->source.unchecked);
    emit_hidden_uint(e, "functions", tree->by_function.count);
    emit_hidden_uint(e, "cut", tree->cut);
    emit_hidden_uint(e, "late", recording->late);
    emit_hidden_string(e, "ended", end->ended);
    emit_hidden_uint(e, "stopped_ms", end->stopped_ns / 1000000);
    if (options->subprocesses)
        summarise_processes(members, e);
    else if (members->count > 0)
        summarise_program(&members->data[0], e);
    emit_hidden_uint(e, "missed_cpu_ms", stats->source.missed_cpu_ns / 1000000);
    if (stats->source.missed_cpu_ns >= RECORDING_LEAST_MISSED_NS)
        emit_textf(e, STYLE_PLAIN,
                   "What it started had %.2f s of CPU in which it was not sampled: it came and "
                   "went unseen, or was just starting.\n",
                   (double)stats->source.missed_cpu_ns / 1e9);
    if (stats->source.unchecked > 0)
        emit_textf(e, STYLE_PLAIN,
                   "%" PRIu64 " of the samples %s unchecked: of the last moments before an end, "
                   "when whether the code was still the same could not be seen any more.\n",
                   stats->source.unchecked, stats->source.unchecked == 1 ? "is" : "are");
    emit_hidden_uint(e, "unseen_ms", end->unseen_why != NULL ? end->unseen_ns / 1000000 : 0);
    emit_hidden_string(e, "unseen_why", end->unseen_why);
    if (end->unseen_why != NULL)
        emit_warning(
            e,
            "not all was seen: the process had %.2f s of CPU more than it was found to run; "
            "%s, and is not interrupted",
            (double)end->unseen_ns / 1e9, end->unseen_why);
    if (end->stopped_ns > 0)
        emit_textf(e, STYLE_PLAIN, "The process was stopped for some %.1f s of that.\n",
                   (double)end->stopped_ns / 1e9);
    if (end->why != NULL) {
        emit_quoted(e, STYLE_PLAIN, end->why);
        emit_text(e, ".\n");
    }
    if (tree->samples == 0 && end->unseen_why == NULL)
        explain_nothing(options, stats, end, e);
    if (tree->cut > 0)
        emit_warning(e, "%" PRIu64 " samples went deeper than there is memory for", tree->cut);
    if (recording->late > 0)
        emit_warning(e,
                     "%" PRIu64 " samples came when there was no more room for the order of "
                     "things, and are left out; the other formats have all of them",
                     recording->late);
}
