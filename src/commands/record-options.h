/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of `record`. */
#ifndef COMMANDS_RECORD_OPTIONS_H
#define COMMANDS_RECORD_OPTIONS_H

#include <stdbool.h>

#include "base/error.h"
#include "sample/calltree.h"
#include "sample/family-source.h"
#include "sample/sample-filter.h"
#include "session/option.h"

struct completions;
struct format;
struct session;

/* command.options */
extern const struct option record_option_table[];

struct record_options {
    double seconds; /* 0: until Ctrl-C or the target's end */
    double rate;
    char *path; /* owned */
    const struct format *format;
    bool subprocesses;
    struct calltree_options tree;
    struct live_source_options source;
    struct sample_filter_options filter; /* its pattern is owned */
};

/* All of them, with defaults for what args does not say. On error there is nothing to deinit. */
struct error *record_options_parse(struct session *s, const char *args, struct record_options *ret);
void record_options_deinit(struct record_options *options);

/* Which samples they have counted: "CPU time; thread 2 only". Free it. */
char *record_options_counted(const struct record_options *options);

/* Whether they ask for processes that are started. */
bool record_options_name_subprocesses(const char *args);

#endif
