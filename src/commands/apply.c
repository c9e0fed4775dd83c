/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/apply.h"

#include <string.h>

#include "base/text.h"
#include "session/words.h"

void apply_take_switches(struct apply *a, const char **at)
{
    for (*at = words_skip_blanks(*at);
         (*at)[0] == '-' && (*at)[1] != '\0' && strchr("qcs", (*at)[1]) != NULL &&
         strchr(" \t", (*at)[2]) != NULL;
         *at = words_skip_blanks(*at + 2)) {
        a->quiet |= (*at)[1] == 'q';
        a->go_on |= (*at)[1] != 'q';
        a->silent |= (*at)[1] == 's';
    }
}

bool apply_is_all(const char *word)
{
    return word[0] != '\0' && text_starts_with("all", word);
}

struct error *apply_run(struct session *s, const struct apply *a, struct emitter *e)
{
    unsigned depth = e->depth;
    struct error *error;

    emit_begin_object(e, "result");
    error = session_execute(s, a->command, e);
    if (error != NULL && (!a->go_on || error->kind == ERROR_INTERRUPTED))
        return error;
    emit_end_to(e, depth);
    if (error != NULL && !a->silent) {
        emit_quoted(e, STYLE_ERROR, error->message);
        emit_text(e, ".\n");
        emit_hidden_string(e, "error", error->message);
    }
    error_destroy(error);
    if (session_interrupted(s))
        return session_interrupted_error();
    return NULL;
}

struct error *apply_keeping(struct session *s, struct emitter *e, void *arg,
                            struct error *(*each)(struct session *s, void *arg, struct emitter *e))
{
    unsigned thread = s->thread;
    size_t frame = s->frame;
    bool fixed = s->fixed_snapshot;
    unsigned changes = s->target_changes;
    struct error *error;

    s->fixed_snapshot = true;
    error = each(s, arg, e);
    s->fixed_snapshot = fixed;
    if (s->target_changes == changes) {
        s->thread = thread;
        s->frame = frame;
    }
    return error;
}
