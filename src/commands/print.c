/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/memory.h"
#include "commands/commands.h"
#include "commands/expression.h"
#include "commands/print-value.h"
#include "expr/expr.h"
#include "session/hold.h"
#include "session/option.h"
#include "session/words.h"

/* Behind options and a format $, $$, $N, $$N, or nothing: an earlier value, of which there is what
 * was printed. */
static bool print_is_kept(const char *args)
{
    while (args != NULL && (*args == '-' || *args == '/')) {
        size_t length = strcspn(args, " \t");
        bool is_end = length == 2 && strncmp(args, "--", 2) == 0;

        args = *args == '/' || is_end ? args + length : option_skip(print_option_table, args);
        args = args != NULL ? words_skip_blanks(args) : NULL;
        if (is_end)
            break;
    }
    if (args == NULL || args[0] == '\0')
        return args != NULL;
    if (args[0] != '$')
        return false;
    args += args[1] == '$' ? 2 : 1;
    return args[strspn(args, "0123456789")] == '\0';
}

static struct error *print_run(struct session *s, const char *args, struct emitter *e)
{
    struct print_request request;
    struct expression expression;
    struct expr_result value;
    struct error *error;
    bool of_frame = false;

    TRY(print_request_parse(s, &args, &request));
    expression_begin(&expression, s);
    expression.scope.records = true;
    /* As in gdb, no expression is the last value once more. */
    error = expr_evaluate(&expression.scope, args[0] != '\0' ? args : "$", &value);
    if (error == NULL) {
        of_frame = value.of_frame;
        error = print_value(s, &value, &request, s->history.count + 1, e);
        if (error == NULL)
            array_push(&s->history, value);
        else
            expr_result_deinit(&value);
    }
    if (error == NULL && !s->told_end)
        expression_emit_proof(&expression, of_frame, e);
    expression_end(&expression);
    return error;
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
        "the object itself, as $1.name, is an error.  So it is when the process has ended.\n"
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
        "strings (f\"{x!r:>10}\"), as far as the target's version has them.  A lambda and what :=\n"
        "binds are there for the expression alone.  There are the methods of str, bytes and\n"
        "bytearray that change nothing, of what derives from them too, as far as no table of\n"
        "Unicode is needed (as for upper() of what is not ASCII), of encode() and decode() ASCII,\n"
        "Latin-1 and UTF-8; keys() values() items() get() copy() of dicts, index() and count() of\n"
        "sequences, copy() of lists, date() isoformat() isoweekday() replace() strftime() time()\n"
        "timestamp() timetz() toordinal() total_seconds() utcoffset() weekday() of dates, times\n"
        "and timedeltas, as far as nothing local is asked: strftime() has %Y %y %m %d %H %I %M %S\n"
        "%f %j %z %F %T.  A method is a function as any other: max(d, key=d.get), map(str.strip,\n"
        "x).\n"
        "The functions are abs all any ascii bin bool bytes callable chr complex dict dir divmod\n"
        "enumerate filter float format frozenset getattr globals hasattr hash hex id int\n"
        "isinstance issubclass iter len list locals map max min next oct ord pow range repr\n"
        "reversed round set slice sorted str sum tuple type vars zip; in 2.7 also cmp long unichr\n"
        "unicode xrange.  next() takes elements of iterators that are made here, never of the\n"
        "target's.\n"
        "A method is bound to its object, and has __self__ and __func__.  Called without\n"
        "arguments it is evaluated if its code only hands on an attribute, a constant, a len()\n"
        "or what another such method gives, or if it is one of those that say how a lock,\n"
        "event, thread, queue, future, task, file, socket or cache is: locked() is_set()\n"
        "is_alive() qsize() done() result() fileno() cache_info() and the like.  A property is\n"
        "read if its code only hands on an attribute, a constant or a len(), as\n"
        "`return self._name` does, in however many steps; __getitem__, __len__, __iter__ and\n"
        "__contains__ are, if theirs only hands on to an attribute, as\n"
        "`return self._items[key]` does.  What would need code of the target, such as a\n"
        "property that computes anything, a __getattr__ or an operator that a class overrides,\n"
        "is an error that says which, and where its code is.\n"
        "vars(type(x))['owner'] is such a property itself, and vars(x) shows what x keeps, which\n"
        "may be what owner returns.\n"
        "repr() of what code of the program has the repr() of is what print shows of it, and\n"
        "nothing can be done with that but to show it; str(), %r and !r of it are refused.\n"
        "Errors of Python's are in the words of the target's version.\n"
        "\n"
        "Of the library there are items and lengths of array, memoryview, os.environ, UserDict,\n"
        "UserList, ChainMap and the weak containers; the members of an Enum (list(E), len(E),\n"
        "E['NAME'], E(value) of what one is kept under); fields and elements of ctypes; dates,\n"
        "times and timedeltas, compared, added and subtracted, where tzinfo is a datetime.timezone "
        "or\n"
        "the same; Decimal, Fraction, UUID, paths and addresses, compared and as keys (what an\n"
        "operator makes of a Decimal depends on its context, and is an error).  Of numpy there\n"
        "are items, views (slices, `...`, None, fields), shape, dtype and the like of arrays, and\n"
        "numbers: these are reckoned with where numpy 1 and 2 agree and nothing is rounded, and\n"
        "int() and float() of them always are.\n"
        "\n"
        "    print self.pool._threads[0].name\n"
        "    p [t.name for t in pool._threads if t.daemon]\n"
        "    p sorted(users, key=lambda u: u.age)[0].name\n"
        "    p next(t for t in pool._threads if t.daemon)\n"
        "    p [f'{k}: {len(v):,}' for k, v in cache.items()]\n"
        "    p sorted((len(v), k) for k, v in cache.items())[-5:]\n"
        "    p sum(map_size.values()) / len(map_size)\n"
        "    p pool._work_queue.qsize()\n"
        "    p find_user.cache_info()\n"
        "    p $_modules['app'].cache\n"
        "    p config['database'].get('host', 'none') in $\n"
        "    p task.get_coro().cr_frame.f_locals\n"
        "    p/x flags\n"
        "    p -elements unlimited -- names\n"
        "\n"
        "FMT, before or behind the options, is one letter: /x /o /t (or /b) /d print ints in base\n"
        "16, 8, 2 and 10, also those in containers, and of a str or bytes the numbers of its\n"
        "characters; /c prints these with the characters; /s the text of a str, without quotes\n"
        "and with its lines and tabs; /r what repr() says, as without FMT; /a the type and the\n"
        "address of an object.\n"
        "\n"
        "A key of a dict, and a member of a set, is looked up by its hash, as Python does.  Where\n"
        "the hash cannot be computed here all keys are compared, and the answer says so.  One\n"
        "expression may take " NUMBER(EXPR_MEGABYTES_MAX) " MB, go through " NUMBER(
            EXPR_STEPS_MAX) " elements and last " NUMBER(EXPR_SECONDS_MAX) " s.\n",
    .options = print_option_table,
    .needs = NEEDS_FRAME,
    .complete = print_request_complete,
    .values = hold_always,
    .kept = print_is_kept,
    .run = print_run,
};
