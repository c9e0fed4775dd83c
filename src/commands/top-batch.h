/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `top` as plain text and as JSON: screens one after the other. */
#ifndef COMMANDS_TOP_BATCH_H
#define COMMANDS_TOP_BATCH_H

#include "base/error.h"

struct emitter;
struct session;
struct top_options;

/* Until options->rounds screens were shown, Ctrl-C, or the target's end. */
struct error *top_batch(struct session *s, const struct top_options *options, struct emitter *e);

#endif
