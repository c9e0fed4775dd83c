/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Errors as values. A function that can fail returns `struct error *`: NULL is
 * success, anything else is owned by the caller, who returns it further or
 * destroys it. Only the front ends show an error to a person.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stddef.h>
#include <stdint.h>

enum error_kind {
    ERROR_FAULT,       /* the target has no readable memory there; `address` says where */
    ERROR_CORRUPT,     /* what was read cannot be what it should be */
    ERROR_OS,          /* a system call failed; `errnum`, and `path` where there is one */
    ERROR_NOT_FOUND,   /* what was asked for does not exist */
    ERROR_UNSUPPORTED, /* it exists, and this program or this target cannot do it */
    ERROR_USAGE,       /* the words of a command are off */
    ERROR_INTERRUPTED, /* the user ended the command (Ctrl-C) */
    ERROR_EXITED,      /* the target is gone */
    ERROR_STALE,       /* it was there when it was read, and is no longer */
};

/* Where in a text that the user gave the error is: bytes from its start. */
struct error_place {
    char *text;        /* owned */
    size_t start, end; /* the part that is meant */
    size_t at;         /* what to point at, within it or at its end */
};

struct error {
    enum error_kind kind;
    uint64_t address;          /* ERROR_FAULT, else 0 */
    int errnum;                /* ERROR_OS, else 0 */
    char *path;                /* ERROR_OS, owned, may be NULL */
    char *message;             /* one sentence without a full stop, owned, never NULL */
    struct error_place *place; /* owned; NULL: in no text */
};

/* The kind as `--json` spells it: "fault", "corrupt", "os", "not-found", ... */
const char *error_kind_name(enum error_kind kind);

struct error *error_create(enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull, warn_unused_result));

/* The message becomes "FORMAT at 0xADDRESS". */
struct error *error_fault(uint64_t address, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull, warn_unused_result));

/* The message becomes "FORMAT: PATH: strerror"; path may be NULL and is copied. */
struct error *error_os(int errnum, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4), returns_nonnull, warn_unused_result));

/* Puts "FORMAT: " before the message; takes error and returns it. NULL stays NULL. */
struct error *error_prefix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3), warn_unused_result));

/* Puts what happened besides behind the message: "MESSAGE; TEXT". The same otherwise. */
struct error *error_append(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3), warn_unused_result));

/* Says where in a copy of text the error is, unless it has a place already. Takes error and returns
 * it; NULL stays NULL. */
struct error *error_in_text(struct error *error, const char *text, size_t start, size_t end,
                            size_t at) __attribute__((warn_unused_result));

/* Accepts NULL. */
void error_destroy(struct error *error);

/* Returns from the calling function with the error of expr, if it has one. */
#define TRY(expr)                                                                                  \
    do {                                                                                           \
        struct error *try_error_ = (expr);                                                         \
        if (try_error_ != NULL)                                                                    \
            return try_error_;                                                                     \
    } while (0)

/* For what may fail without consequence: true if expr succeeded; its error is destroyed. */
static inline int error_ignore(struct error *error)
{
    int ok = error == 0;
    error_destroy(error);
    return ok;
}

#endif
