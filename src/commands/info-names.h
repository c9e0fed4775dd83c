/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of modules, by what they are of: info variables, info functions, info types. */
#ifndef COMMANDS_INFO_NAMES_H
#define COMMANDS_INFO_NAMES_H

#include "base/error.h"
#include "session/command.h"
#include "session/option.h"

enum names_of { NAMES_OF_VARIABLES, NAMES_OF_FUNCTIONS, NAMES_OF_TYPES };

/* -m MODULE; for command.options. */
extern const struct option info_names_option_table[];

/* A command's whole result: those of the modules that args names, else of the frame's. */
struct error *info_names_run(struct session *s, const char *args, enum names_of which,
                             struct emitter *e);

#define INFO_NAMES_USAGE "[-m MODULE] [REGEX]"
#define INFO_NAMES_HELP                                                                            \
    "Of the module of the selected frame, as its globals are now, those whose names match "        \
    "REGEX,\n"                                                                                     \
    "an extended regular expression; without it, all.\n"

#endif
