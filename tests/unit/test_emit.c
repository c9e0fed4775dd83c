/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is emitted once comes out as text and as JSON; nothing of it can steer a terminal. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "runner.h"
#include "session/emit.h"
#include "session/settings.h"
#include "ui/output.h"

#define HOSTILE "a\033[31m\n\x9b\xff\xe2\x80\xae"

static struct settings *settings;
static char *text;
static char *errors;
static size_t text_size, errors_size;

static void setup(void)
{
    settings = settings_create();
}

static void teardown(void)
{
    settings_destroy(settings);
    free(text);
    free(errors);
    text = errors = NULL;
}

/* What emit() and its failure, which is taken, come to in text; is_terminal: cut at the width. */
static void as_text(void (*emit)(struct emitter *e), struct error *failure, bool is_terminal)
{
    FILE *out = xopen_memstream(&text, &text_size);
    FILE *err = xopen_memstream(&errors, &errors_size);
    struct output *o = text_output_create(&(struct text_options){
        .out = out, .err = err, .settings = settings, .is_terminal = is_terminal, .prefix = "p: "});

    o->start(o, "test", 0);
    emit(&o->emitter);
    emit_end_to(&o->emitter, 0);
    ck_assert_ptr_null(o->finish(o, 0, failure));
    error_destroy(failure);
    output_destroy(o);
    fclose(out);
    fclose(err);
}

/* The same in JSON: the line, parsed. */
static json_t *as_json(void (*emit)(struct emitter *e), struct error *failure)
{
    FILE *out = xopen_memstream(&text, &text_size);
    struct output *o = json_output_create(out);

    o->start(o, "test", 0);
    emit(&o->emitter);
    emit_end_to(&o->emitter, 0);
    ck_assert_ptr_null(o->finish(o, failure == NULL ? 42 : 0, failure));
    error_destroy(failure);
    output_destroy(o);
    fclose(out);
    ck_assert_ptr_eq(strchr(text, '\n'), text + text_size - 1);

    json_t *line = json_loads(text, 0, NULL);

    ck_assert_ptr_nonnull(line);
    return line;
}

static void emit_thread(struct emitter *e)
{
    emit_begin_list(e, "threads");
    emit_begin_object(e, NULL);
    emit_text(e, "Thread ");
    emit_int(e, "num", STYLE_NUMBER, 1);
    emit_text(e, "\n");
    emit_hidden_bool(e, "gil", true);
    emit_hidden_null(e, "none");
    emit_as(e, "line", STYLE_NUMBER, EMIT_OF_INT(12), ":%d", 12);
    emit_address(e, "address", STYLE_ADDRESS, 0x7f00);
    emit_text(e, "\n");
    emit_end(e);
    emit_end(e);
}

START_TEST(both)
{
    as_text(emit_thread, NULL, false);
    ck_assert_str_eq(text, "Thread 1\n:120x7f00\n");
    ck_assert_str_eq(errors, "");
    free(text);

    json_decref(as_json(emit_thread, NULL));
    ck_assert_str_eq(text, "{\"version\": 1, \"command\": \"test\", \"pid\": 42, \"ok\": true, "
                           "\"result\": {\"threads\": [{\"num\": 1, \"gil\": true, "
                           "\"none\": null, \"line\": 12, \"address\": \"0x7f00\"}]}}\n");
}
END_TEST

START_TEST(colors)
{
    ck_assert_ptr_null(setting_assign(settings, SETTING_STYLE, "on"));
    as_text(emit_thread, NULL, false);
    ck_assert_ptr_nonnull(strstr(text, "Thread \033[36m1\033[0m\n"));
}
END_TEST

static void emit_hostile(struct emitter *e)
{
    emit_string(e, "name", STYLE_PLAIN, HOSTILE);
    emit_textf(e, STYLE_PLAIN, " %s\n", "\033]0;x\007");
    emit_quoted(e, STYLE_PLAIN, "evil\nThread 99");
    emit_warning(e, "%s", HOSTILE);
}

START_TEST(hostile)
{
    as_text(emit_hostile, error_create(ERROR_CORRUPT, "%s", HOSTILE), false);
    for (const char *at = text; *at != '\0'; at++)
        ck_assert(*at == '\n' || (*at >= ' ' && *at < 0x7f));
    ck_assert_ptr_nonnull(strstr(text, "a\\x1b[31m\\n\\x9b\\xff\\u202e"));
    ck_assert_ptr_nonnull(strstr(text, "evil\\nThread 99"));
    ck_assert_ptr_null(strchr(errors, '\033'));
    ck_assert_ptr_nonnull(strstr(errors, "warning: a\\x1b"));
    ck_assert_ptr_nonnull(strstr(errors, "p: a\\x1b"));
    free(text);

    json_t *line = as_json(emit_hostile, NULL);
    const char *name = json_string_value(json_object_get(json_object_get(line, "result"), "name"));

    ck_assert_str_eq(name, "a\033[31m\n\\x9b\\xff\xe2\x80\xae");
    ck_assert_uint_eq(json_array_size(json_object_get(line, "warnings")), 1);
    for (const char *at = text; at[1] != '\0'; at++)
        ck_assert(*at >= ' ' && *at < 0x7f);
    json_decref(line);
}
END_TEST

static void emit_half(struct emitter *e)
{
    emit_begin_list(e, "threads");
    emit_begin_object(e, NULL);
    emit_text(e, "half\n");
}

START_TEST(failure)
{
    as_text(emit_half, error_create(ERROR_USAGE, "No such thing"), false);
    ck_assert_str_eq(text, "half\n");
    ck_assert_str_eq(errors, "p: No such thing.\n");
    free(text);

    json_decref(as_json(emit_half, error_os(2, "/x", "cannot open")));
    ck_assert_str_eq(text, "{\"version\": 1, \"command\": \"test\", \"pid\": null, \"ok\": false, "
                           "\"error\": {\"kind\": \"os\", \"message\": "
                           "\"cannot open: /x: No such file or directory\", \"errno\": 2, "
                           "\"path\": \"/x\"}}\n");
    free(text);
    json_decref(as_json(emit_half, error_fault(0x10, "cannot read")));
    ck_assert_ptr_nonnull(strstr(text, "\"kind\": \"fault\""));
    ck_assert_ptr_nonnull(strstr(text, "\"address\": \"0x10\""));
}
END_TEST

static void emit_table(struct emitter *e)
{
    static const struct emit_column columns[] = {
        {.name = "current", .header = ""},
        {.name = "num", .header = "Num", .right = true},
        {.name = "name", .header = "Name"},
        {.name = "frame", .header = "Frame"},
    };
    static const char *const names[] = {"MainThread", "\xe5\x85\x89\033"};

    emit_begin_table(e, "threads", columns, 4);
    for (int i = 0; i < 2; i++) {
        emit_begin_object(e, NULL);
        emit_as(e, "current", STYLE_PLAIN, EMIT_OF_BOOL(i == 0), "%s", i == 0 ? "*" : "");
        emit_int(e, "num", STYLE_NUMBER, i == 0 ? 1 : 1000);
        emit_hidden_int(e, "tid", 77);
        emit_string(e, "name", STYLE_PLAIN, names[i]);
        emit_begin_object(e, "frame");
        emit_string(e, "function", STYLE_FUNCTION, "func");
        emit_text(e, " at ");
        emit_string(e, "file", STYLE_FILE, "/a/long/way/to/the/file.py");
        emit_end(e);
        emit_end(e);
    }
    emit_end(e);
}

START_TEST(table)
{
    as_text(emit_table, NULL, false);
    ck_assert_str_eq(text, "    Num  Name        Frame\n"
                           "*     1  MainThread  func at /a/long/way/to/the/file.py\n"
                           "   1000  \xe5\x85\x89\\x1b      func at /a/long/way/to/the/file.py\n");
    free(text);

    json_t *line = as_json(emit_table, NULL);
    json_t *row = json_array_get(json_object_get(json_object_get(line, "result"), "threads"), 1);

    ck_assert_int_eq(json_integer_value(json_object_get(row, "num")), 1000);
    ck_assert_int_eq(json_integer_value(json_object_get(row, "tid")), 77);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(row, "frame"), "function")),
                     "func");
    json_decref(line);
}
END_TEST

START_TEST(table_is_cut)
{
    ck_assert_ptr_null(setting_assign(settings, SETTING_WIDTH, "40"));
    as_text(emit_table, NULL, true);
    ck_assert_str_eq(text, "    Num  Name        Frame\n"
                           "*     1  MainThread  func at /a/long/...\n"
                           "   1000  \xe5\x85\x89\\x1b      func at /a/long/...\n");
}
END_TEST

static void emit_empty_table(struct emitter *e)
{
    static const struct emit_column columns[] = {{.name = "num", .header = "Num"}};

    emit_begin_table(e, "threads", columns, 1);
    emit_end(e);
    emit_text(e, "No threads.\n");
}

START_TEST(empty_table)
{
    as_text(emit_empty_table, NULL, false);
    ck_assert_str_eq(text, "No threads.\n");
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("emit");
    TCase *tests = tcase_create("all");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, both);
    tcase_add_test(tests, colors);
    tcase_add_test(tests, hostile);
    tcase_add_test(tests, failure);
    tcase_add_test(tests, table);
    tcase_add_test(tests, table_is_cut);
    tcase_add_test(tests, empty_table);
    suite_add_tcase(suite, tests);
    return suite;
}
