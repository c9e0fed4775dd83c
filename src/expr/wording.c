/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Python's sentences in the words of the target's version. Everywhere else in this room they are
 * those of 3.11; here stands which other ones have others, from the same functions of CPython.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "python/runtime.h"

#define PARTS_MAX 4

/* From one version until before another; @ stands for anything, and @1 for the first of those. */
struct wording {
    unsigned since, before; /* 3.N; 2.7 is 0 */
    const char *said, *worded;
};

static const struct wording wordings[] = {
    /* Objects/longobject.c, floatobject.c, complexobject.c */
    {14, 99, "ZeroDivisionError: 0.0 cannot be raised to a negative power",
     "ZeroDivisionError: zero to a negative power"},
    {14, 99, "ZeroDivisionError: 0.0 to a negative or complex power",
     "ZeroDivisionError: zero to a negative or complex power"},
    {0, 9, "ZeroDivisionError: float floor division by zero", "ZeroDivisionError: float divmod()"},
    {13, 14, "ZeroDivisionError: float modulo", "ZeroDivisionError: float modulo by zero"},
    {0, 11, "ZeroDivisionError: integer modulo by zero",
     "ZeroDivisionError: integer division or modulo by zero"},
    {14, 99, "ZeroDivisionError: float modulo", "ZeroDivisionError: division by zero"},
    {14, 99, "ZeroDivisionError: float divmod()", "ZeroDivisionError: division by zero"},
    {14, 99, "ZeroDivisionError: @ by zero", "ZeroDivisionError: division by zero"},
    {3, 10, "TypeError: unsupported operand type(s) for //: 'complex' and @",
     "TypeError: can't take floor of complex number."},
    {3, 10, "TypeError: unsupported operand type(s) for %: 'complex' and @",
     "TypeError: can't mod complex numbers."},
    {0, 1,
     "TypeError: int() argument must be a string, a bytes-like object or a real number, not "
     "'complex'",
     "TypeError: can't convert complex to int"},
    {3, 10,
     "TypeError: int() argument must be a string, a bytes-like object or a real number, not "
     "'complex'",
     "TypeError: can't convert complex to int"},
    {0, 1, "TypeError: int() argument must be a string, a bytes-like object or a real number, @",
     "TypeError: int() argument must be a string or a number, @1"},
    {3, 10, "TypeError: int() argument must be a string, a bytes-like object or a real number, @",
     "TypeError: int() argument must be a string, a bytes-like object or a number, @1"},
    {0, 10, "TypeError: float() argument must be a string or a real number, not 'complex'",
     "TypeError: can't convert complex to float"},
    {0, 1, "TypeError: float() argument must be a string or a real number, @",
     "TypeError: float() argument must be a string or a number"},
    {3, 10, "TypeError: float() argument must be a string or a real number, @",
     "TypeError: float() argument must be a string or a number, @1"},
    {0, 1, "TypeError: complex() first argument must be a string or a number, @",
     "TypeError: complex() argument must be a string or a number"},
    {14, 99, "TypeError: complex() first argument must be a string or a number, not '@'",
     "TypeError: complex() argument must be a string or a number, not @1"},
    {0, 8, "ValueError: could not convert string to float: ''",
     "ValueError: could not convert string to float: "},
    {0, 1, "OverflowError: int too large to convert to float",
     "OverflowError: long int too large to convert to float"},

    /* Objects/abstract.c, unicodeobject.c, sliceobject.c */
    {3, 11, "TypeError: string indices must be integers, not @",
     "TypeError: string indices must be integers"},
    {3, 7, "TypeError: can only concatenate str (not \"@\") to str",
     "TypeError: must be str, not @1"},
    {14, 99, "TypeError: argument of type @ is not iterable",
     "TypeError: argument of type @1 is not a container or iterable"},
    {15, 99, "TypeError: slice indices must be integers or None or have an __index__ method",
     "TypeError: slice indices must be integers or have an __index__ method"},
    {0, 1, "TypeError: isinstance() arg 2 must be @",
     "TypeError: isinstance() arg 2 must be a class, type, or tuple of classes and types"},
    {3, 10, "TypeError: isinstance() arg 2 must be @",
     "TypeError: isinstance() arg 2 must be a type or tuple of types"},
    {0, 10, "TypeError: issubclass() arg 2 must be @",
     "TypeError: issubclass() arg 2 must be a class or tuple of classes"},

    /* Objects/dictobject.c, setobject.c */
    {0, 14, "TypeError: cannot use @ as a @ (unhashable type: @)",
     "TypeError: unhashable type: @3"},
    {14, 99, "TypeError: cannot convert dictionary update sequence element #@ to a sequence",
     "TypeError: object is not iterable"},

    /* Python/ceval.c, getargs.c, bltinmodule.c */
    {0, 11, "TypeError: attribute name must be string, not @ (of @)",
     "TypeError: @2(): attribute name must be string"},
    {11, 99, "TypeError: attribute name must be string, not @ (of @)",
     "TypeError: attribute name must be string, not @1"},
    {14, 99, "ValueError: too many values to unpack (expected @); there are @",
     "ValueError: too many values to unpack (expected @1, got @2)"},
    {0, 1, "ValueError: too many values to unpack (expected @); there are @",
     "ValueError: too many values to unpack"},
    {3, 14, "ValueError: too many values to unpack (expected @); there are @",
     "ValueError: too many values to unpack (expected @1)"},
    {0, 1, "ValueError: too many values to unpack (expected @)",
     "ValueError: too many values to unpack"},
    {0, 1, "ValueError: not enough values to unpack (expected @, got 1)",
     "ValueError: need more than 1 value to unpack"},
    {0, 1, "ValueError: not enough values to unpack (expected @, got @)",
     "ValueError: need more than @2 values to unpack"},
    {0, 7, "TypeError: cannot unpack non-iterable @ object",
     "TypeError: '@1' object is not iterable"},
    {3, 9, "TypeError: Value after * must be an iterable, not @",
     "TypeError: '@1' object is not iterable"},
    {15, 99, "TypeError: @ argument after * must be an iterable, not @",
     "TypeError: Value after * must be an iterable, not @2"},
    {0, 9, "TypeError: dict() argument after ** must be a mapping, not @",
     "TypeError: type object argument after ** must be a mapping, not @1"},
    {15, 99, "TypeError: @ argument after ** must be a mapping, not @",
     "TypeError: Value after ** must be a mapping, not @2"},
    {12, 99, "ValueError: min() arg is an empty sequence",
     "ValueError: min() iterable argument is empty"},
    {12, 99, "ValueError: max() arg is an empty sequence",
     "ValueError: max() iterable argument is empty"},
    {0, 1, "ValueError: chr() arg not in range(0x100)", "ValueError: chr() arg not in range(256)"},
    {0, 1, "ValueError: range() arg 3 must not be zero",
     "ValueError: range() step argument must not be zero"},
    {0, 1, "TypeError: '@' object is not reversible",
     "TypeError: argument to reversed() must be a sequence"},
    {0, 1, "TypeError: '@' object is not an iterator", "TypeError: @1 object is not an iterator"},
    {0, 8, "TypeError: min expected at least 1 argument, got @",
     "TypeError: min expected 1 arguments, got @1"},
    {0, 8, "TypeError: max expected at least 1 argument, got @",
     "TypeError: max expected 1 arguments, got @1"},
    {8, 9, "TypeError: min expected at least 1 argument, got @",
     "TypeError: min expected 1 argument, got @1"},
    {8, 9, "TypeError: max expected at least 1 argument, got @",
     "TypeError: max expected 1 argument, got @1"},
    {3, 8, "TypeError: range expected at least 1 argument, got @",
     "TypeError: range expected 1 arguments, got @1"},
    {8, 9, "TypeError: range expected at least 1 argument, got @",
     "TypeError: range expected 1 argument, got @1"},
    {0, 7, "TypeError: bool expected at most 1 argument, got @",
     "TypeError: bool() takes at most 1 argument (@1 given)"},
    {3, 13, "TypeError: str expected at most @ arguments, got @",
     "TypeError: str() takes at most @1 arguments (@2 given)"},
    {0, 1, "TypeError: str expected at most @ arguments, got @",
     "TypeError: str() takes at most 1 argument (@2 given)"},
    {0, 1, "TypeError: sorted expected 1 argument, got 0",
     "TypeError: Required argument 'iterable' (pos 1) not found"},
    {3, 7, "TypeError: sorted expected 1 argument, got 0",
     "TypeError: Function takes at least 1 positional arguments (0 given)"},
    {7, 8, "TypeError: sorted expected 1 argument, got 0",
     "TypeError: sorted expected 1 arguments, got 0"},
    {0, 8, "TypeError: @ expected at @ 1 argument, got @",
     "TypeError: @1 expected at @2 1 arguments, got @3"},
    {9, 99, "TypeError: keys() takes no arguments (@ given)",
     "TypeError: dict.keys() takes no arguments (@1 given)"},
    {9, 99, "TypeError: values() takes no arguments (@ given)",
     "TypeError: dict.values() takes no arguments (@1 given)"},
    {9, 99, "TypeError: items() takes no arguments (@ given)",
     "TypeError: dict.items() takes no arguments (@1 given)"},

    /* Objects/stringlib/unicode_format.h, Objects/unicodeobject.c: % */
    {0, 8, "IndexError: Replacement index @ out of range for positional args tuple",
     "IndexError: tuple index out of range"},
    {0, 1, "TypeError: %@ format: an integer is required, @",
     "TypeError: %@1 format: a number is required, @2"},
    {3, 10, "TypeError: %@ format: a real number is required, @",
     "TypeError: %@1 format: a number is required, @2"},
    {15, 99, "TypeError: %@ format: a real number is required, @",
     "TypeError: format argument: %@1 requires a real number, @2"},
    {15, 99, "TypeError: %@ format: an integer is required, @",
     "TypeError: format argument: %@1 requires an integer, @2"},
    {15, 99, "OverflowError: %c arg not in range(@)",
     "OverflowError: format argument: %c argument not in range(@1)"},

    /* 2.7's calls of a lambda */
    {0, 1, "TypeError: <lambda>() takes 0 positional arguments but @ @ given",
     "TypeError: <lambda>() takes no arguments (@1 given)"},
    {0, 1, "TypeError: <lambda>() got multiple values for argument @",
     "TypeError: <lambda>() got multiple values for keyword argument @1"},
};

struct part {
    const char *text;
    size_t size;
};

/* Whether text is as the pattern says, and what stands at each @ of it. */
static bool matches(const char *pattern, const char *text, struct part *parts)
{
    const char *next;
    size_t size;

    for (; *pattern != '@'; pattern++, text++) {
        if (*pattern != *text)
            return false;
        if (*pattern == '\0')
            return true;
    }
    pattern++;
    size = strcspn(pattern, "@");
    if (size == 0 && *pattern == '\0') {
        *parts = (struct part){text, strlen(text)};
        return true;
    }
    /* The shortest that leads to the end. */
    for (next = text; (next = memmem(next, strlen(next), pattern, size)) != NULL; next++) {
        *parts = (struct part){text, (size_t)(next - text)};
        if (matches(pattern, next, parts + 1))
            return true;
    }
    return false;
}

static char *put(const char *worded, const struct part *parts)
{
    CLEANUP_FREE char *text = NULL;
    size_t size = 0;
    FILE *out = xopen_memstream(&text, &size);

    for (; *worded != '\0'; worded++) {
        if (*worded == '@' && isdigit((unsigned char)worded[1])) {
            const struct part *part = &parts[*++worded - '1'];

            fwrite(part->text, 1, part->size, out);
        } else {
            fputc(*worded, out);
        }
    }
    fclose(out);
    return take_pointer(text);
}

struct error *expr_in_words(struct expr *e, struct error *error)
{
    unsigned version = e->runtime->layout.traits.wording;

    if (error == NULL || (error->kind != ERROR_NOT_FOUND && error->kind != ERROR_USAGE))
        return error;
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++) {
        const struct wording *wording = &wordings[i];
        struct part parts[PARTS_MAX + 1] = {0};

        if (version < wording->since || version >= wording->before ||
            !matches(wording->said, error->message, parts))
            continue;

        char *message = put(wording->worded, parts);

        free(error->message);
        error->message = message;
        break;
    }
    return error;
}
