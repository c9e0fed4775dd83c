/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/groups.h"

static const struct {
    const char *name, *title;
} groups[GROUP_COUNT] = {
    [GROUP_WHERE] = {"stack", "Where every thread is"},
    [GROUP_WHAT] = {"data", "Values and source code"},
    [GROUP_TIME] = {"profiling", "What takes the time"},
    [GROUP_PROCESS] = {"process", "The process, and others"},
    [GROUP_SUPPORT] = {"support", "pyinspect itself"},
};

const char *group_name(enum command_group group)
{
    return groups[group].name;
}

const char *group_title(enum command_group group)
{
    return groups[group].title;
}
