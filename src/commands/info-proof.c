/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "commands/commands.h"
#include "python/runtime.h"
#include "session/describe.h"
#include "session/session.h"

static const char *const meanings[] = {
    [PROOF_HOW_NONE] = "other frames may not belong together: they changed from read to read",
    [PROOF_OFF_CPU] = "by the kernel's count of time slices, none was run while being read",
    [PROOF_REREAD] = "a dozen reads, some fifty microseconds apart, were all equal",
    [PROOF_PTRACE] = "none was let run while being read",
    [PROOF_FROM_CORE] = "a core file does not change",
};

static const char *proof_label(enum proof_how how)
{
    return how == PROOF_HOW_NONE ? "unverified"
           : how == PROOF_PTRACE ? "stopped"
                                 : proof_how_name(how);
}

static void show_kind(const struct snapshot *snapshot, enum proof_how how, struct emitter *e)
{
    unsigned threads = 0, retries = 0, stopped_us = 0;

    for (size_t i = 0; i < snapshot->threads.count; i++) {
        const struct proof *proof = &snapshot->threads.data[i].proof;

        if (proof->how != how)
            continue;
        threads++;
        retries += proof->retries;
        if (proof->stopped_us > stopped_us)
            stopped_us = proof->stopped_us;
    }
    if (threads == 0)
        return;
    emit_begin_object(e, NULL);
    emit_text(e, "  ");
    emit_as(e, "threads", STYLE_NUMBER, EMIT_OF_UINT(threads), "%u", threads);
    emit_textf(e, STYLE_PLAIN, " thread%s ", threads == 1 ? "" : "s");
    emit_string(e, "how", how == PROOF_HOW_NONE ? STYLE_WARNING : STYLE_GOOD, proof_label(how));
    emit_textf(e, STYLE_PLAIN, ": %s", meanings[how]);
    if (stopped_us > 0)
        emit_textf(e, STYLE_PLAIN, ", for %u us at the most", stopped_us);
    if (retries > 0)
        emit_textf(e, STYLE_DIM, " (%u read%s in vain)", retries, retries == 1 ? "" : "s");
    emit_hidden_uint(e, "stopped_us", stopped_us);
    emit_hidden_uint(e, "retries", retries);
    emit_text(e, "\n");
    emit_end(e);
}

static void show_threads(const struct snapshot *snapshot, struct emitter *e)
{
    double ms = (double)(snapshot->ended_ns - snapshot->started_ns) / 1e6;

    emit_textf(e, STYLE_PLAIN, "Its threads were read %s",
               snapshot->one_moment ? "as they were at one moment" : "one after the other");
    emit_hidden_bool(e, "one_moment", snapshot->one_moment);
    emit_as(e, "span_ms", STYLE_NUMBER, EMIT_OF_DOUBLE(ms), ", within %.1f ms:", ms);
    emit_text(e, "\n");
    emit_begin_list(e, "proofs");
    for (enum proof_how how = PROOF_HOW_NONE; how <= PROOF_FROM_CORE; how++)
        show_kind(snapshot, how, e);
    emit_end(e);
}

static void show_hold(const struct moment_report *hold, struct emitter *e)
{
    emit_begin_object(e, "hold");
    if (hold->one_moment && hold->stopped_us == 0)
        emit_text(e, "What it shows is of one moment: nobody ran, and nobody was stopped");
    else if (hold->one_moment)
        emit_text(e, "What it shows is of one moment: who ran was stopped for ");
    else if (hold->stopped_us == 0)
        emit_text(e, "What it shows is not of one moment: the target ran while it was read");
    else
        emit_text(e, "What it shows is not of one moment, although who ran was stopped for ");
    emit_as(e, "stopped_us", STYLE_NUMBER, EMIT_OF_UINT(hold->stopped_us),
            hold->stopped_us == 0 ? "" : "%u us", hold->stopped_us);
    emit_hidden_bool(e, "one_moment", hold->one_moment);
    emit_hidden_bool(e, "overrun", hold->overrun);
    emit_hidden_bool(e, "changing", hold->changing);
    emit_hidden_uint(e, "tries", hold->tries);
    if (hold->overrun)
        emit_text(e, ", which `set stop-budget` ended");
    else if (hold->tries > 1)
        emit_textf(e, STYLE_PLAIN, ", in %u tries", hold->tries);
    if (hold->changing)
        emit_text(e, "; a dict or set was just being changed, or is damaged");
    emit_text(e, ".\n");
    emit_end(e);
}

static struct error *info_proof_run(struct session *s, const char *args, struct emitter *e)
{
    const struct answer *answer = &s->answer;
    double ms = (double)answer->took_ns / 1e6;

    if (args[0] != '\0')
        return error_create(ERROR_USAGE, "info proof takes no arguments");
    if (answer->command == NULL)
        return error_create(ERROR_NOT_FOUND, "Nothing was read yet");
    emit_text(e, "\"");
    emit_string(e, "command", STYLE_TITLE, answer->command);
    emit_text(e, "\" read ");
    emit_as(e, "bytes", STYLE_NUMBER, EMIT_OF_UINT(answer->spent.bytes), "%.1f KB",
            (double)answer->spent.bytes / 1024);
    emit_text(e, " with ");
    emit_uint(e, "reads", STYLE_NUMBER, answer->spent.reads);
    emit_text(e, " system calls, in ");
    emit_as(e, "ms", STYLE_NUMBER, EMIT_OF_DOUBLE(ms), "%.1f ms", ms);
    emit_text(e, ".\n");
    if (answer->new_snapshot && s->snapshot != NULL)
        show_threads(s->snapshot, e);
    else
        emit_text(e,
                  "It speaks of threads that were read before; its frames were looked at again.\n");
    if (answer->held)
        show_hold(&answer->hold, e);
    return NULL;
}

const struct command info_proof_command = {
    .name = "info proof",
    .group = GROUP_WHERE,
    .usage = "",
    .summary = "Explain how far the last answer can be relied on, and what it has cost",
    .help =
        "By how many reads, over which time, which threads are proven and by what; and for how "
        "long\n"
        "anybody was stopped, if stops were allowed (`set stop brief`, or -stop after the name of "
        "a\n"
        "command).\n",
    .run = info_proof_run,
};
