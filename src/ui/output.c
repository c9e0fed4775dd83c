/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/output.h"

#include <errno.h>
#include <string.h>

#include "session/session.h"
#include "target/target.h"

static bool finish(struct output *o, pid_t pid, struct error *failure)
{
    emit_end_to(&o->emitter, 0);

    struct error *error = o->finish(o, pid, failure);
    bool written = error == NULL;

    /* A reader that has gone away (`| head`) has no need of a sentence. */
    if (error != NULL && error->errnum != EPIPE)
        fprintf(stderr, "pyinspect: %s.\n", error->message);
    error_destroy(error);
    error_destroy(failure);
    return written;
}

bool output_run(struct output *o, struct session *s, const char *line)
{
    pid_t pid = s->target != NULL ? s->target->pid : 0;

    s->interrupted = 0;
    o->start(o, line, pid);

    struct error *failure = session_execute(s, line, &o->emitter);
    bool ok = failure == NULL;

    if (s->target != NULL)
        pid = s->target->pid;
    if (!finish(o, pid, failure)) {
        s->quit = true;
        ok = false;
    }
    return ok;
}

void output_fail(struct output *o, const char *command, pid_t pid, struct error *error)
{
    o->start(o, command, pid);
    finish(o, pid, error);
}

void output_destroy(struct output *o)
{
    if (o != NULL)
        o->destroy(o);
}
