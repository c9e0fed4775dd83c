/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From typed words to commands, settings and completions, over a made-up table of commands. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/memory.h"
#include "runner.h"
#include "session/alias.h"
#include "session/completion.h"
#include "session/dispatch.h"
#include "session/session.h"
#include "session/settings.h"

/* What the last command was, and with what. */
static char ran[200];

static struct error *note(const char *name, const char *args)
{
    snprintf(ran, sizeof ran, "%s(%s)", name, args);
    return NULL;
}

#define RUN(name)                                                                                  \
    static struct error *run_##name(struct session *s, const char *args, struct emitter *e)        \
    {                                                                                              \
        (void)s;                                                                                   \
        (void)e;                                                                                   \
        return note(#name, args);                                                                  \
    }

RUN(backtrace)
RUN(frame)
RUN(info)
RUN(info_threads)
RUN(info_process)
RUN(inspect)
RUN(thread)
RUN(thread_apply)
RUN(print)
RUN(shell)
RUN(attach)
RUN(whole)

static const char *const backtrace_aliases[] = {"bt", "where", NULL};
static const char *const thread_aliases[] = {"t", NULL};
static const char *const shell_aliases[] = {"!", NULL};

static void complete_threads(struct session *s, struct completions *c)
{
    completion_add_threads(s, c);
}

static void complete_names(struct session *unused, struct completions *c)
{
    (void)unused;
    c->add(c, "harmless");
    c->add(c, "\033[2Jevil");
    c->add(c, "two\nlines");
    c->add(c, "hidden\xe2\x80\x8b");
}

static const struct command commands[] = {
    {.name = "backtrace", .aliases = backtrace_aliases, .usage = "[N]", .run = run_backtrace},
    {.name = "frame", .usage = "[N]", .needs = NEEDS_FRAME, .run = run_frame},
    {.name = "info", .usage = "", .run = run_info},
    {.name = "info threads", .usage = "", .run = run_info_threads},
    {.name = "info process", .usage = "", .run = run_info_process},
    {.name = "inspect", .usage = "X", .complete = complete_names, .run = run_inspect},
    {.name = "whole", .whole_name = true, .run = run_whole},
    {.name = "thread",
     .aliases = thread_aliases,
     .usage = "[N]",
     .complete = complete_threads,
     .run = run_thread},
    {.name = "thread apply", .usage = "LIST", .run = run_thread_apply},
    {.name = "print", .usage = "EXPR", .complete = completion_add_settings, .run = run_print},
    {.name = "shell", .aliases = shell_aliases, .usage = "CMD", .run = run_shell},
    {.name = "attach", .usage = "PID", .run = run_attach},
};

static const struct command *table[sizeof commands / sizeof *commands + 1];
static struct session *s;

static void begin(struct emitter *e, const char *name, bool is_list)
{
    (void)e;
    (void)name;
    (void)is_list;
}

static void end(struct emitter *e)
{
    (void)e;
}

static void field(struct emitter *e, const char *name, enum style style, const char *text,
                  struct emit_value value)
{
    (void)e;
    (void)name;
    (void)style;
    (void)text;
    (void)value;
}

static bool enough(struct emitter *e)
{
    (void)e;
    return false;
}

/* An emitter that nothing comes out of. */
static const struct emitter_ops silent_ops = {
    .begin = begin, .end = end, .field = field, .enough = enough};
static struct emitter silent = {.ops = &silent_ops};

static void setup(void)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        table[i] = &commands[i];
    s = session_create(table, NULL);
    ran[0] = '\0';
}

static void teardown(void)
{
    session_destroy(s);
}

static void runs(const char *line, const char *expected)
{
    struct error *error = session_execute(s, line, &silent);

    ck_assert_msg(error == NULL, "%s: %s", line, error != NULL ? error->message : "");
    ck_assert_str_eq(ran, expected);
    ran[0] = '\0';
}

static void fails(const char *line, enum error_kind kind, const char *message)
{
    struct error *error = session_execute(s, line, &silent);

    ck_assert_msg(error != NULL, "%s succeeded", line);
    ck_assert_str_eq(error->message, message);
    ck_assert_int_eq(error->kind, kind);
    ck_assert_str_eq(ran, "");
    error_destroy(error);
}

START_TEST(prefixes)
{
    runs("backtrace", "backtrace()");
    runs("bac 3", "backtrace(3)");
    runs("  bt  -2   full \t ", "backtrace(-2   full)");
    runs("wh", "backtrace()");
    runs("whole", "whole()");
    runs("inf thr", "info_threads()");
    runs("info", "info()");
    runs("t 2", "thread(2)");
    runs("t a all bt", "thread_apply(all bt)");
    runs("thread apply all bt", "thread_apply(all bt)");
    runs("print/x a", "print(/x a)");
    runs("p/x a", "print(/x a)");
    runs("!ls -l", "shell(ls -l)");
    runs("! ls", "shell(ls)");
    runs("", "");
    runs("   # bt", "");
}
END_TEST

START_TEST(refusals)
{
    fails("in", ERROR_USAGE, "Ambiguous command \"in\": info, inspect");
    fails("b", ERROR_USAGE, "Ambiguous command \"b\": backtrace, bt");
    fails("foo", ERROR_USAGE, "Undefined command: \"foo\".  Try \"help\"");
    fails("whol", ERROR_USAGE, "Undefined command: \"whol\".  Try \"help\"");
    fails("foo bar", ERROR_USAGE, "Undefined command: \"foo\".  Try \"help\"");
    fails("(2)", ERROR_USAGE, "Undefined command: \"(2)\".  Try \"help\"");
    fails("info foo", ERROR_USAGE, "Undefined info command: \"foo\".  Try \"help info\"");
    fails("info $x", ERROR_USAGE, "Undefined info command: \"$x\".  Try \"help info\"");
    fails("frame", ERROR_NOT_FOUND, "No process.  Use `attach PID`");
}
END_TEST

static void defines(const char *name, const char *command)
{
    struct error *error = alias_define(s, name, command);

    ck_assert_msg(error == NULL, "%s", error != NULL ? error->message : "");
}

START_TEST(aliases)
{
    defines("locks", "thread apply all bt 3");
    runs("locks", "thread_apply(all bt 3)");
    runs("loc full", "thread_apply(all bt 3 full)");
    defines("inth", "info thr");
    runs("inth", "info_threads()");
    defines("again", "locks");
    runs("again", "thread_apply(all bt 3)");
    defines("locks", "bt");
    runs("again 7", "backtrace(7)");

    ck_assert(!error_ignore(alias_define(s, "bt", "thread")));
    ck_assert(!error_ignore(alias_define(s, "info", "thread")));
    ck_assert(!error_ignore(alias_define(s, "x", "nothing")));
    ck_assert(!error_ignore(alias_define(s, "x", "")));
    ck_assert(!error_ignore(alias_define(s, "a b", "bt")));
    ck_assert(!error_ignore(alias_define(s, "", "bt")));

    /* A circle cannot be made at once, but by defining anew what another stands for. */
    defines("locks", "again");

    struct error *error = session_execute(s, "again", &silent);

    ck_assert_ptr_nonnull(error);
    ck_assert_ptr_nonnull(strstr(error->message, "stands for itself"));
    error_destroy(error);
}
END_TEST

START_TEST(sourced)
{
    char path[] = "/tmp/test-dispatch-XXXXXX";
    int fd = mkstemp(path);
    static const char text[] = "# comment\n\nbt 1\n  frob\nbt 2\n";

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, sizeof text - 1), sizeof text - 1);
    close(fd);

    struct error *error = session_source(s, path, &silent);
    char *expected = xasprintf("%s:4: Undefined command: \"frob\".  Try \"help\"", path);

    ck_assert_ptr_nonnull(error);
    ck_assert_str_eq(error->message, expected);
    ck_assert_str_eq(ran, "backtrace(1)");
    free(expected);
    error_destroy(error);
    unlink(path);
    error = session_source(s, path, &silent);
    ck_assert_ptr_nonnull(error);
    ck_assert_int_eq(error->kind, ERROR_OS);
    error_destroy(error);
}
END_TEST

static void assign(const char *line, const char *name, const char *expected)
{
    enum setting_id id;
    const char *rest;

    ck_assert(error_ignore(setting_find(s->settings, line, &id, &rest)));
    ck_assert_str_eq(setting_name(id), name);
    ck_assert(error_ignore(setting_assign(s->settings, id, rest)));

    char *text = setting_text(s->settings, id);

    ck_assert_str_eq(text, expected);
    free(text);
}

static void does_not_assign(const char *line, const char *message)
{
    enum setting_id id;
    const char *rest;
    struct error *error = setting_find(s->settings, line, &id, &rest);

    if (error == NULL)
        error = setting_assign(s->settings, id, rest);
    ck_assert_ptr_nonnull(error);
    ck_assert_str_eq(error->message, message);
    error_destroy(error);
}

START_TEST(settings)
{
    enum setting_id ids[SETTING_COUNT];

    assign("pagination off", "pagination", "off");
    assign("pag", "pagination", "on");
    assign("hei 0", "height", "unlimited");
    assign("height auto", "height", "auto");
    assign("hist si 12", "history size", "12");
    assign("listsize unlimited", "listsize", "unlimited");
    assign("sty e on", "style enabled", "on");
    ck_assert(setting_bool(s->settings, SETTING_STYLE));
    ck_assert_int_eq(setting_number(s->settings, SETTING_HISTORY_SIZE), 12);

    does_not_assign("pagination maybe", "pagination is \"on\" or \"off\", not \"maybe\"");
    does_not_assign("listsize -3", "listsize is a number or \"unlimited\", not \"-3\"");
    does_not_assign("h 3", "Ambiguous setting \"h\": height, history");
    does_not_assign("history s 3", "Ambiguous setting \"history s\": save, size");
    does_not_assign("history", "\"history\" must be followed by one of: save, size");
    does_not_assign("frob 1", "Undefined setting: \"frob\".  Try \"show\"");

    ck_assert_uint_eq(setting_find_all("", ids), SETTING_COUNT);
    ck_assert_uint_eq(setting_find_all("history", ids), 2);
    ck_assert_uint_eq(setting_find_all("frob", ids), 0);
}
END_TEST

static void completes(const char *line, const char *expected)
{
    struct word_list found = {0};
    size_t start;

    completion_find(s, line, &found, &start);

    char *joined = word_list_join(&found);

    ck_assert_msg(strcmp(joined, expected) == 0, "\"%s\": %s", line, joined);
    free(joined);
    word_list_deinit(&found);
}

START_TEST(completion)
{
    struct snapshot *snapshot = xcalloc(1, sizeof *snapshot);

    for (unsigned num = 1; num <= 12; num++)
        array_push(&snapshot->threads, (struct thread){.num = num, .name = xstrdup("x")});
    s->snapshot = snapshot;
    defines("infinite", "info threads");

    completes("b", "backtrace, bt");
    completes("in", "infinite, info, inspect");
    completes("  info ", "process, threads");
    completes("inf", "infinite, info");
    completes("info t", "threads");
    completes("thread ", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, apply");
    completes("t 1", "1, 10, 11, 12");
    completes("print h", "height, history");
    completes("print history s", "save, size");
    completes("print pag ", "off, on");
    completes("print height ", "auto, unlimited");
    completes("print height unlimited ", "");
    completes("inspect ", "harmless");
    completes("wh", "where, whole");
    completes("frob x", "");
    completes("shell ", "");
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("dispatch");
    TCase *tests = tcase_create("all");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, prefixes);
    tcase_add_test(tests, refusals);
    tcase_add_test(tests, aliases);
    tcase_add_test(tests, sourced);
    tcase_add_test(tests, settings);
    tcase_add_test(tests, completion);
    suite_add_tcase(suite, tests);
    return suite;
}
