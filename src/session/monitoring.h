/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The monitor behind what is shown live. A session has one at most, for all that show it, so that
 * what was sampled is there whoever looks. It uses the runtime in a thread of its own: whoever else
 * uses the runtime holds it still meanwhile. session_execute() does so around each command, and
 * completion around each TAB; a command needs to do nothing.
 */
#ifndef SESSION_MONITORING_H
#define SESSION_MONITORING_H

#include <stdbool.h>

#include "base/error.h"

struct monitor_options;
struct session;

/* s->monitor, started with these options if there is none. It ends with the target: see
 * session_detach(). */
struct error *monitoring_start(struct session *s, const struct monitor_options *options);
/* Also while it is held. */
void monitoring_stop(struct session *s);

/* From here on the runtime is the caller's. True: it was not before, so that monitoring_release()
 * is the caller's to call. */
bool monitoring_hold(struct session *s);
/*
 * While a command waits for somebody in the midst of its answer: the sampler may go on, unless the
 * command is just reading what belongs together. True: monitoring_hold() is to follow.
 */
bool monitoring_lend(struct session *s);
/* Also a command may call it, which waits for somebody and reads nothing; and monitoring_hold()
 * after. */
void monitoring_release(struct session *s);

#endif
