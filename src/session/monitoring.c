/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/monitoring.h"

#include "base/memory.h"
#include "sample/monitor.h"
#include "session/session.h"
#include "target/target.h"

struct error *monitoring_start(struct session *s, const struct monitor_options *options)
{
    if (s->monitor != NULL)
        return NULL;
    TRY(monitor_start(s->runtime, options, &s->monitor));
    if (s->monitor_held)
        monitor_lock(s->monitor);
    return NULL;
}

void monitoring_stop(struct session *s)
{
    if (s->monitor != NULL && s->monitor_held)
        monitor_unlock(s->monitor);
    monitor_stop(take_pointer(s->monitor));
}

bool monitoring_hold(struct session *s)
{
    if (s->monitor_held)
        return false;
    s->monitor_held = true;
    if (s->monitor != NULL)
        monitor_lock(s->monitor);
    return true;
}

void monitoring_release(struct session *s)
{
    s->monitor_held = false;
    if (s->monitor != NULL)
        monitor_unlock(s->monitor);
}

bool monitoring_lend(struct session *s)
{
    const struct target *target = s->target;

    if (!s->monitor_held || (target != NULL && (target->cache != NULL || target->deadline_ns != 0)))
        return false;
    monitoring_release(s);
    return true;
}
