/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/text.h"
#include "ui/output.h"

struct json_output {
    struct output output;
    FILE *out;
    char *command;
    json_t *result;
    json_t *warnings;       /* NULL: none */
    pid_t pid;              /* when the command began */
    bool answered;          /* parts of its answer are written, and nothing has come since */
    int errnum;             /* why they could not be written; 0: they could */
    ARRAY(json_t *) within; /* the open objects and lists; the outermost is the result. Borrowed */
};

static json_t *string_of(const char *text)
{
    json_t *string = json_string(text);

    if (string == NULL) {
        CLEANUP_FREE char *utf8 = text_from_bytes((const uint8_t *)text, strlen(text));

        string = json_string(utf8);
    }
    return string != NULL ? string : json_null();
}

static json_t *json_of(struct emit_value value)
{
    json_t *real;

    switch (value.type) {
    case EMIT_NULL:
        break;
    case EMIT_BOOL:
        return json_boolean(value.b);
    case EMIT_INT:
        return json_integer(value.i);
    case EMIT_UINT:
        if (value.u > INT64_MAX) {
            CLEANUP_FREE char *digits = xasprintf("%llu", (unsigned long long)value.u);

            return json_string(digits); /* what JSON readers hold exactly ends before this */
        }
        return json_integer((json_int_t)value.u);
    case EMIT_DOUBLE:
        real = json_real(value.d);
        return real != NULL ? real : json_null(); /* not a number, infinite */
    case EMIT_STRING:
        return string_of(value.s);
    }
    return json_null();
}

/* Into the innermost open object or list; takes value. */
static void add(struct json_output *j, const char *name, json_t *value)
{
    json_t *to = j->within.data[j->within.count - 1];

    j->answered = false;
    if (json_is_array(to))
        json_array_append_new(to, value);
    else
        json_object_set_new(to, name != NULL ? name : "", value);
}

static void begin(struct emitter *e, const char *name, bool is_list)
{
    struct json_output *j = (struct json_output *)e;
    json_t *inner = is_list ? json_array() : json_object();

    add(j, name, inner);
    array_push(&j->within, inner);
}

static void begin_table(struct emitter *e, const char *name, const struct emit_column *columns,
                        size_t count)
{
    (void)columns;
    (void)count;
    begin(e, name, true);
}

static void end(struct emitter *e)
{
    struct json_output *j = (struct json_output *)e;

    if (j->within.count > 1)
        j->within.count--;
}

static void field(struct emitter *e, const char *name, enum style style, const char *text,
                  struct emit_value value)
{
    (void)style;
    (void)text;
    add((struct json_output *)e, name, json_of(value));
}

static void words(struct emitter *e, enum style style, const char *text)
{
    (void)e;
    (void)style;
    (void)text;
}

static void warning(struct emitter *e, const char *text)
{
    struct json_output *j = (struct json_output *)e;

    if (j->warnings == NULL)
        j->warnings = json_array();
    json_array_append_new(j->warnings, string_of(text));
}

static bool enough(struct emitter *e)
{
    return ((struct json_output *)e)->errnum != 0;
}

static void start(struct output *o, const char *command, pid_t pid)
{
    struct json_output *j = (struct json_output *)o;

    j->pid = pid;
    j->answered = false;
    j->errnum = 0;
    j->command = xstrdup(command);
    j->result = json_object();
    array_push(&j->within, j->result);
}

/* How many characters the first `bytes` bytes are. */
static json_int_t characters(const char *text, size_t bytes)
{
    json_int_t count = 0;

    for (size_t i = 0; i < bytes && text[i] != '\0'; i++)
        count += (text[i] & 0xc0) != 0x80;
    return count;
}

static json_t *error_of(const struct error *failure)
{
    json_t *error = json_object();

    json_object_set_new(error, "kind", json_string(error_kind_name(failure->kind)));
    json_object_set_new(error, "message", string_of(failure->message));
    if (failure->kind == ERROR_FAULT) {
        CLEANUP_FREE char *address = xasprintf("0x%llx", (unsigned long long)failure->address);

        json_object_set_new(error, "address", json_string(address));
    }
    if (failure->kind == ERROR_OS)
        json_object_set_new(error, "errno", json_integer(failure->errnum));
    if (failure->path != NULL)
        json_object_set_new(error, "path", string_of(failure->path));
    if (failure->place != NULL) {
        const struct error_place *place = failure->place;

        json_object_set_new(error, "text", string_of(place->text));
        json_object_set_new(error, "start", json_integer(characters(place->text, place->start)));
        json_object_set_new(error, "end", json_integer(characters(place->text, place->end)));
        json_object_set_new(error, "offset", json_integer(characters(place->text, place->at)));
    }
    return error;
}

/* 0, or errno. */
static int write_line(struct json_output *j, pid_t pid, const struct error *failure)
{
    json_t *line = json_object();

    json_object_set_new(line, "version", json_integer(1));
    json_object_set_new(line, "command", string_of(j->command));
    json_object_set_new(line, "pid", pid != 0 ? json_integer(pid) : json_null());
    json_object_set_new(line, "ok", json_boolean(failure == NULL));
    if (failure == NULL)
        json_object_set(line, "result", j->result);
    else
        json_object_set_new(line, "error", error_of(failure));
    /* What was read in a race may be why it failed. */
    if (failure != NULL && json_object_get(j->result, "proof") != NULL)
        json_object_set(json_object_get(line, "error"), "proof",
                        json_object_get(j->result, "proof"));
    if (j->warnings != NULL)
        json_object_set(line, "warnings", j->warnings);

    /* In ASCII: what a target put into a string cannot steer a terminal from here either. */
    errno = 0;
    bool written = json_dumpf(line, j->out, JSON_ENSURE_ASCII) == 0 && fputc('\n', j->out) != EOF &&
                   fflush(j->out) == 0;
    int errnum = written ? 0 : errno != 0 ? errno : EIO;

    json_decref(line);
    json_decref(j->warnings);
    j->warnings = NULL;
    return errnum;
}

/* Of a list that goes on, what is in it so far is an answer by itself. */
static void flush(struct emitter *e)
{
    struct json_output *j = (struct json_output *)e;
    json_t *list = j->within.data[j->within.count - 1];

    if (!json_is_array(list) || j->errnum != 0)
        return;
    j->errnum = write_line(j, j->pid, NULL);
    json_array_clear(list);
    j->answered = true;
}

static struct error *finish(struct output *o, pid_t pid, const struct error *failure)
{
    struct json_output *j = (struct json_output *)o;

    if (j->errnum == 0 && (!j->answered || failure != NULL || j->warnings != NULL))
        j->errnum = write_line(j, pid, failure);
    json_decref(j->result);
    json_decref(j->warnings);
    free(j->command);
    j->result = j->warnings = NULL;
    j->command = NULL;
    array_clear(&j->within);
    return j->errnum == 0 ? NULL : error_os(j->errnum, NULL, "cannot write standard output");
}

static void destroy(struct output *o)
{
    struct json_output *j = (struct json_output *)o;

    array_deinit(&j->within);
    free(j);
}

struct output *json_output_create(FILE *out)
{
    static const struct emitter_ops ops = {
        .begin = begin,
        .end = end,
        .field = field,
        .text = words,
        .begin_table = begin_table,
        .warning = warning,
        .enough = enough,
        .flush = flush,
    };
    struct json_output *j = xcalloc(1, sizeof *j);

    j->output.emitter.ops = &ops;
    j->output.single_answers = true;
    j->output.start = start;
    j->output.finish = finish;
    j->output.destroy = destroy;
    j->out = out;
    return &j->output;
}
