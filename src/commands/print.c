/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "commands/commands.h"
#include "commands/expression.h"
#include "commands/print-options.h"
#include "commands/variables.h"
#include "commands/wrap.h"
#include "expr/expr.h"
#include "session/hold.h"
#include "session/words.h"
#include "target/target.h"

/* The text of a str: its line ends and tabs are those of the screen, what else would control a
 * terminal is escaped. */
static void put_lines(struct emitter *e, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n\t");
        CLEANUP_FREE char *part = xstrndup(text, length);

        emit_quoted(e, STYLE_VALUE, part);
        text += length;
        if (*text != '\0')
            emit_text(e, *text++ == '\n' ? "\n" : "\t");
    }
}

/* What is left of a value that was printed before, and whose object is another now. */
static struct error *take_recorded(const struct expr_result *value, char format,
                                   struct repr_result *ret)
{
    const struct repr_result *said = &value->record.said;

    if (format != 'r' && format != 's')
        return error_create(ERROR_CORRUPT,
                            "$%zu has changed or gone since it was printed, and only what print "
                            "said of it is left: there is no /%c of that",
                            value->recorded, format);
    *ret = repr_result_copy(said);
    return NULL;
}

static struct error *format_value(struct session *s, const struct expr_result *value,
                                  const struct print_options *options, char format,
                                  struct repr_result *ret)
{
    struct repr *repr;
    struct error *error;

    if (value->record.said.text != NULL)
        return take_recorded(value, format, ret);
    repr = repr_create(s->runtime, options->limits);
    error = expr_format(repr, &value->value, format, ret);
    repr_destroy(repr);
    return error;
}

static struct error *show(struct session *s, struct expr_result *value, size_t number,
                          const struct print_options *options, char format, struct emitter *e)
{
    struct repr_result result;

    TRY(format_value(s, value, options, format, &result));

    CLEANUP_FREE char *before = xasprintf("$%zu = ", number);

    emit_as(e, "num", STYLE_NUMBER, EMIT_OF_UINT(number), "$%zu", number);
    emit_text(e, " = ");
    emit_hidden_string(e, "type", result.type);
    if (format == 's' && strpbrk(result.text, "\n\t") != NULL) {
        emit_hidden_string(e, "value", result.text);
        put_lines(e, result.text);
    } else if (options->width == 0) {
        emit_string(e, "value", STYLE_VALUE, result.text);
    } else {
        emit_hidden_string(e, "value", result.text);
        wrap_text(e, STYLE_VALUE, result.text, strlen(before), options->width);
    }
    if (value->value.kind == VALUE_OBJECT) {
        CLEANUP_FREE char *address = xasprintf("0x%llx", (unsigned long long)value->value.object);

        emit_hidden_string(e, "address", address);
    } else {
        emit_hidden_null(e, "address");
    }
    variables_emit_cut(e, result.cut);
    emit_hidden_bool(e, "scanned", value->scanned);
    emit_text(e, "\n");
    if (value->scanned)
        emit_textf(e, STYLE_DIM,
                   "(A key was searched for among all: its hash cannot be computed here.)\n");
    emit_hidden_bool(e, "unordered", value->unordered);
    if (value->unordered)
        emit_textf(e, STYLE_DIM, "(Python may have a set that is made here in another order.)\n");
    emit_hidden_bool(e, "recorded", value->recorded != 0);
    if (value->recorded != 0)
        emit_textf(e, STYLE_WARNING,
                   "($%zu as it was when it was printed: its object has changed since, or has gone "
                   "and left its place to another.)\n",
                   value->recorded);
    expr_record(s->runtime, options->limits, format == 'r' ? &result : NULL, value);
    repr_result_deinit(&result);
    return NULL;
}

/* /FMT, as gdb has it behind a command's name; *ret stays without one. */
static struct error *take_format(const char **args, char *ret)
{
    size_t length;

    if (**args != '/')
        return NULL;
    length = strcspn(*args + 1, " \t");
    *ret = (*args)[1];
    if (length != 1 || strchr(EXPR_FORMATS, *ret) == NULL)
        return error_create(ERROR_USAGE,
                            "there is no format \"/%.*s\"; there are /x /o /b /d for ints, /s for "
                            "a str without quotes, /r for repr(), /a for the address",
                            (int)length, *args + 1);
    *args = words_skip_blanks(*args + 1 + length);
    return NULL;
}

/* gdb has the options before the format, and the format often stands at the name. */
static struct error *take_options(const struct session *s, const char **args, char *format,
                                  struct print_options *ret)
{
    *format = 'r';
    TRY(take_format(args, format));
    TRY(print_options_parse(s, args, ret));
    return take_format(args, format);
}

static struct error *print_run(struct session *s, const char *args, struct emitter *e)
{
    struct print_options options;
    struct expression expression;
    struct expr_result value;
    struct error *error;
    bool of_frame = false;
    size_t number;
    char format;

    TRY(take_options(s, &args, &format, &options));
    expression_begin(&expression, s);
    expression.scope.records = true;
    /* As in gdb, no expression is the last value once more. */
    error = expr_evaluate(&expression.scope, args[0] != '\0' ? args : "$", &value);
    if (error == NULL) {
        of_frame = value.of_frame;
        number = s->history.count + 1;
        error = show(s, &value, number, &options, format, e);
        if (error == NULL)
            array_push(&s->history, value);
        else
            expr_result_deinit(&value);
    }
    if (error == NULL)
        expression_emit_proof(&expression, of_frame, e);
    expression_end(&expression);
    return error;
}

static void print_complete(struct session *s, struct completions *c)
{
    const char *line = c->line;
    char format;

    if (error_ignore(take_format(&line, &format)) && !print_options_complete(s, c, &line) &&
        error_ignore(take_format(&line, &format)))
        expression_complete(s, c, line);
}

#define QUOTED(x) #x
#define NUMBER(x) QUOTED(x)

static const char *const aliases[] = {"p", "inspect", NULL};

const struct command print_command = {
    .name = "print",
    .aliases = aliases,
    .group = GROUP_WHAT,
    .usage = "[/FMT] [OPTION...] [--] [EXPR]",
    .summary = "Print the value of a Python expression in the selected frame",
    .help =
        "Names are local, of enclosing functions, global or built in, as the frame's code would\n"
        "have it.  $ is the last value, $$ the one before it, $$N the one N before it, $N that of "
        "a\n"
        "number; without EXPR the last value is printed again.  A value is as it was printed: "
        "when\n"
        "its object has changed since, or has gone, `print $1` shows what was printed and says "
        "so,\n"
        "numbers, strings and tuples of them are reckoned with as they were, and what would need\n"
        "the object itself, as $1.name, is an error.\n"
        "$_modules is sys.modules, for what the frame does not import: $_modules['app'].cache.\n"
        "In a method, self.__x is what the compiler makes of it, self._Class__x (3.11+).  A name "
        "that\n"
        "Python has made up, as .0 of a comprehension, is an expression by itself, and\n"
        "locals()['.0'] within one.\n"
        "\n"
        "Nothing is run in the target: all is computed here, from its memory.  There are\n"
        "attributes, subscripts and slices, literals, displays, comprehensions with `for` and\n"
        "`if`, `lambda`, `:=`, conditional expressions, comparisons, `in`, `is`, `and`, `or`,\n"
        "`not`, arithmetic on numbers, strings (% too), sequences, dicts and sets, formatted\n"
        "strings (f\"{x!r:>10}\", but not of 2.7), and keys(), values(), items() and get() of\n"
        "dicts.  A lambda and what := binds are there for the expression alone.  Of str and\n"
        "bytes, but not of what derives from them, there are decode() encode() endswith()\n"
        "format() format_map() join() lower() lstrip() replace() rstrip() split() startswith()\n"
        "strip() upper(), where their letters and arguments leave no doubt.  The functions are\n"
        "abs all any ascii bin bool bytes callable chr complex dict dir divmod enumerate filter\n"
        "float format frozenset getattr globals hasattr hash hex id int isinstance issubclass\n"
        "iter len list locals map max min next oct ord pow range repr reversed round set slice\n"
        "sorted str sum tuple type vars zip; in 2.7 also long unichr unicode xrange.  next()\n"
        "takes elements of iterators that are made here, never of the target's.\n"
        "A method is bound to its object, and has __self__ and __func__, but is not called.  A\n"
        "property whose code only reads attributes is read.  What would need code of the target,\n"
        "such as another property or an operator that a class overrides, is shown as\n"
        "what it is, or an error says which.  Nothing is said of what it would give: `x.owner is\n"
        "None`, where owner is such a property, is an error, neither True nor False; vars(x) "
        "shows\n"
        "what x keeps, which may be what owner returns.  repr() and str() of an instance are what\n"
        "print shows of it.\n"
        "\n"
        "    print self.pool._threads[0].name\n"
        "    p [t.name for t in pool._threads if t.daemon]\n"
        "    p sorted(users, key=lambda u: u.age)[0].name\n"
        "    p next(t for t in pool._threads if t.daemon)\n"
        "    p [f'{k}: {len(v):,}' for k, v in cache.items()]\n"
        "    p sorted((len(v), k) for k, v in cache.items())[-5:]\n"
        "    p sum(map_size.values()) / len(map_size)\n"
        "    p $_modules['app'].cache\n"
        "    p config['database'].get('host', 'none') in $\n"
        "    p/x flags\n"
        "    p -elements unlimited -- names\n"
        "\n"
        "FMT, before or behind the options, is one letter: /x /o /b /d print ints in base 16, 8,\n"
        "2 and 10, also those in containers; /s the text of a str, without quotes and with its\n"
        "lines and tabs; /r what repr() says, as without FMT; /a the type and the address of an\n"
        "object.\n"
        "\n"
        "A key of a dict, and a member of a set, is looked up by its hash, as Python does.  Where\n"
        "the hash cannot be computed here all keys are compared, and the answer says so.  One\n"
        "expression may take " NUMBER(EXPR_MEGABYTES_MAX) " MB, go through " NUMBER(
            EXPR_STEPS_MAX) " elements and last " NUMBER(EXPR_SECONDS_MAX) " s.\n",
    .options = print_option_table,
    .needs = NEEDS_FRAME,
    .complete = print_complete,
    .values = hold_always,
    .run = print_run,
};
