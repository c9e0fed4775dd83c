/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An expression: the lexer, the parser, and the evaluator over literals and over objects of every
 * kind, which are $1, $2, ... and whose memory is zero. The input: the version, then the text.
 */
#include <stdlib.h>

#include "../unit/fake.h"
#include "base/memory.h"
#include "expr/expr.h"
#include "fuzz.h"
#include "python/type.h"

#define OBJECT_BYTES 256
/* One is asked for every 256 elements: enough to see all there is, and little time. */
#define QUESTIONS_MAX 100

static bool had_enough(void *arg)
{
    unsigned *questions = arg;

    return ++*questions > QUESTIONS_MAX;
}

static void evaluate(struct fake *fake, const expr_history *history, const char *text)
{
    struct frame frame = {0};
    struct thread thread = {.frames = {.data = &frame, .count = 1}};
    /* The frame has returned: names are those that are built in. */
    struct variables_view view = {.runtime = fake->runtime, .thread = &thread, .first = 1};
    unsigned questions = 0;
    struct expr_scope scope = {
        .runtime = fake->runtime,
        .view = &view,
        .history = history,
        .interrupted = had_enough,
        .arg = &questions,
    };
    struct expr_result result;

    if (!error_ignore(expr_evaluate(&scope, text, &result)))
        return;

    struct repr *repr = repr_create(fake->runtime, (struct repr_limits){20, 100, 4});
    struct repr_result shown;

    expr_repr(repr, &result.value, &shown);
    repr_result_deinit(&shown);
    repr_destroy(repr);
    expr_result_deinit(&result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct fake *fake = fake_create((int)(fuzz_take(&input, 1) % (size_t)fake_versions));
    CLEANUP_FREE char *text = xstrndup((const char *)input.data, input.size);
    expr_history history = {0};

    for (size_t i = 0; type_known_name(i) != NULL; i++) {
        uint64_t type = fake_type(fake, type_known_name(i));
        struct expr_result object = {.value =
                                         value_of_object(fake_object(fake, type, OBJECT_BYTES))};

        array_push(&history, object);
    }
    evaluate(fake, &history, text);
    expr_history_deinit(&history);
    fake_destroy(fake);
    return 0;
}
