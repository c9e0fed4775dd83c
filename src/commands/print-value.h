/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as print, output and printf show them: /FMT, the options, and what is said beside them. */
#ifndef COMMANDS_PRINT_VALUE_H
#define COMMANDS_PRINT_VALUE_H

#include <stddef.h>

#include "base/error.h"
#include "commands/print-options.h"
#include "expr/expr.h"
#include "session/command.h"
#include "session/session.h"

struct print_request {
    struct print_options options;
    char format; /* one of EXPR_FORMATS */
};

/* The options and /FMT at the start of *args, which goes on behind them. */
struct error *print_request_parse(const struct session *s, const char **args,
                                  struct print_request *ret);
/* For command.complete. */
void print_request_complete(struct session *s, struct completions *c);

/* The fields of a value; in words a line behind "$number = ", or if that is 0 the value alone. */
struct error *print_value(struct session *s, struct expr_result *value,
                          const struct print_request *request, size_t number, struct emitter *e);

/* Says it if the value is an earlier one as it was printed, whose object is another now. */
void print_recorded(const struct session *s, const struct expr_result *value, struct emitter *e);

/* The text of a str: its line ends and tabs are those of the screen, what else would control a
 * terminal is escaped. */
void print_lines(struct emitter *e, enum style style, const char *text);

#endif
