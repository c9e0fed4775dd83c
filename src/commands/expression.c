/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/expression.h"

#include <string.h>

#include "base/memory.h"
#include "commands/variables.h"
#include "target/target.h"

static bool was_interrupted(void *arg)
{
    return session_interrupted(arg);
}

void expression_begin(struct expression *expression, struct session *s)
{
    expression->session = s;
    variables_view_init(&expression->view, s->runtime, session_thread(s));
    expression->scope = (struct expr_scope){
        .runtime = s->runtime,
        .view = &expression->view,
        .level = s->frame,
        .history = &s->history,
        .interrupted = was_interrupted,
        .arg = s,
    };
    target_cache_on(s->target);
}

void expression_end(struct expression *expression)
{
    target_cache_off(expression->session->target);
    variables_view_deinit(&expression->view);
}

void expression_emit_proof(struct expression *expression, bool of_frame, struct emitter *e)
{
    struct session *s = expression->session;

    /* What is there now, not what was. */
    target_cache_off(s->target);
    variables_emit_age(s, &expression->view, s->frame, of_frame ? "the value was" : NULL, e);
}

struct offered {
    struct completions *c;
    const char *before; /* the part of the word that stays */
    size_t length;
};

static void offer(void *arg, const char *candidate)
{
    struct offered *offered = arg;
    CLEANUP_FREE char *word = xasprintf("%.*s%s", (int)offered->length, offered->before, candidate);

    offered->c->add(offered->c, word);
}

void expression_complete(struct session *s, struct completions *c, const char *line)
{
    struct expression expression;
    struct offered offered = {c, c->word, 0};
    CLEANUP_FREE char *text = xasprintf("%s%s", line, c->word);
    size_t length;

    if (s->target == NULL || session_thread(s) == NULL || session_frame(s) == NULL)
        return;
    expression_begin(&expression, s);
    /* Candidates are for the end of the word, in which blanks do not stand. */
    length = expr_complete_length(text);
    if (length <= strlen(c->word)) {
        offered.length = strlen(c->word) - length;
        expr_complete(&expression.scope, text, offer, &offered);
    }
    expression_end(&expression);
}
