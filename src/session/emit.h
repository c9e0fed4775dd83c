/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a command speaks. It emits named fields and the words between them once;
 * the text back end prints words and fields with colours, the JSON back end
 * keeps the fields and drops the words (gdb's ui_out is the model). ui/ fills
 * in the struct of callbacks.
 *
 *   emit_begin_list(e, "threads");
 *   emit_begin_object(e, NULL);
 *   emit_text(e, "Thread ");
 *   emit_int(e, "num", STYLE_NUMBER, thread->num);
 *   emit_text(e, "\n");
 *   emit_hidden_bool(e, "gil", thread->gil);
 *   emit_end(e);
 *   emit_end(e);
 */
#ifndef SESSION_EMIT_H
#define SESSION_EMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum style {
    STYLE_PLAIN,
    STYLE_FUNCTION, /* function and qualified names */
    STYLE_FILE,     /* file names */
    STYLE_NUMBER,   /* thread numbers, lines, counts */
    STYLE_ADDRESS,
    STYLE_VARIABLE,
    STYLE_VALUE,
    STYLE_TITLE, /* headings, command names in help */
    STYLE_GOOD,
    STYLE_WARNING,
    STYLE_ERROR,
    STYLE_DIM, /* what matters less: proofs, hints */
    STYLE_COUNT,
};

enum emit_type { EMIT_NULL, EMIT_BOOL, EMIT_INT, EMIT_UINT, EMIT_DOUBLE, EMIT_STRING };

struct emit_value {
    enum emit_type type;
    union {
        bool b;
        int64_t i;
        uint64_t u;
        double d;
        const char *s; /* UTF-8, may hold anything: the back end escapes it */
    };
};

/* A column of a table: what the header says in text, the field's name in JSON. */
struct emit_column {
    const char *name;   /* JSON key */
    const char *header; /* text header */
    bool right;         /* aligned to the right */
    /* What becomes of it where the screen is too narrow. The last column is cut at its end, if it
     * does not say otherwise; others make room for it in the order of these. */
    enum emit_fit {
        EMIT_FIT_WHOLE,
        EMIT_FIT_SHRINKS, /* both its ends are kept */
        EMIT_FIT_LEAVES,
        EMIT_FIT_TAIL,  /* the last one: its end is kept */
        EMIT_FIT_WRAPS, /* ... goes on in the next lines */
    } fit;
};

struct emitter;

struct emitter_ops {
    void (*begin)(struct emitter *e, const char *name, bool is_list); /* name NULL inside a list */
    void (*end)(struct emitter *e);
    /*
     * One field. text: what the text back end prints (NULL: nothing, a hidden field); value: what
     * JSON holds (type EMIT_NULL is JSON's null).
     */
    void (*field)(struct emitter *e, const char *name, enum style style, const char *text,
                  struct emit_value value);
    void (*text)(struct emitter *e, enum style style,
                 const char *text); /* words; JSON drops them */
    /* A table is a list of objects; rows are begin(NULL)..end, the fields its columns by name or
     * hidden. */
    void (*begin_table)(struct emitter *e, const char *name, const struct emit_column *columns,
                        size_t count);
    void (*warning)(struct emitter *e, const char *text); /* stderr; JSON: "warnings": [...] */
    /* True once the reader has had enough (the pager was quit): a long command may stop early. */
    bool (*enough)(struct emitter *e);
    /* What was said so far is to be seen now, where that can be had; may be NULL. */
    void (*flush)(struct emitter *e);
};

/* The back ends begin with this struct. */
struct emitter {
    const struct emitter_ops *ops;
    unsigned depth; /* objects, lists and tables that are open; kept by emit.c */
};

void emit_begin_object(struct emitter *e, const char *name);
void emit_begin_list(struct emitter *e, const char *name);
void emit_begin_table(struct emitter *e, const char *name, const struct emit_column *columns,
                      size_t count);
void emit_end(struct emitter *e);
/* Ends what a command that failed half way left open: down to a depth that was noted before it. */
void emit_end_to(struct emitter *e, unsigned depth);

void emit_int(struct emitter *e, const char *name, enum style style, int64_t value);
void emit_uint(struct emitter *e, const char *name, enum style style, uint64_t value);
void emit_string(struct emitter *e, const char *name, enum style style, const char *value);
/* Text "0x7f...", JSON the same as a string. */
void emit_address(struct emitter *e, const char *name, enum style style, uint64_t value);
/* JSON keeps value, text shows the format: `emit_as(e, "line", style, EMIT_OF_INT(12), ":%d", 12)`.
 */
void emit_as(struct emitter *e, const char *name, enum style style, struct emit_value value,
             const char *format, ...) __attribute__((format(printf, 5, 6)));

void emit_hidden_bool(struct emitter *e, const char *name, bool value);
void emit_hidden_int(struct emitter *e, const char *name, int64_t value);
void emit_hidden_uint(struct emitter *e, const char *name, uint64_t value);
void emit_hidden_string(struct emitter *e, const char *name, const char *value); /* NULL: null */
void emit_hidden_null(struct emitter *e, const char *name);

/* Words are ours: they go to the terminal as they are, line ends and tabs among them. */
void emit_text(struct emitter *e, const char *text);
void emit_textf(struct emitter *e, enum style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Words that hold a string of the target (a name, an error's sentence): escaped, on one line. */
void emit_quoted(struct emitter *e, enum style style, const char *text);
void emit_warning(struct emitter *e, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool emit_enough(struct emitter *e);
/* For a command that goes on for a while after what it has said. */
void emit_flush(struct emitter *e);

#define EMIT_OF_BOOL(value) ((struct emit_value){.type = EMIT_BOOL, .b = (value)})
#define EMIT_OF_INT(value) ((struct emit_value){.type = EMIT_INT, .i = (value)})
#define EMIT_OF_UINT(value) ((struct emit_value){.type = EMIT_UINT, .u = (value)})
#define EMIT_OF_DOUBLE(value) ((struct emit_value){.type = EMIT_DOUBLE, .d = (value)})
#define EMIT_OF_STRING(value) ((struct emit_value){.type = EMIT_STRING, .s = (value)})
#define EMIT_OF_NULL ((struct emit_value){.type = EMIT_NULL})

#endif
