/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of a command: letters that stand together, words behind them, completion, help. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "runner.h"
#include "session/command.h"
#include "session/option.h"
#include "session/words.h"

struct answer {
    bool batch, idle, lines;
    double number;
    char word[32];
};

static struct error *take_word(const char *name, const char *word, void *ret)
{
    struct answer *answer = ret;

    if (word == NULL)
        return error_create(ERROR_USAGE, "%s takes a word", name);
    snprintf(answer->word, sizeof answer->word, "%s=%s", name, word);
    return NULL;
}

static struct error *take_number(const char *name, const char *word, void *ret)
{
    return option_number(name, word, 100, &((struct answer *)ret)->number);
}

static void complete_word(struct session *s, struct completions *c)
{
    (void)s;
    c->add(c, "first");
    c->add(c, "second");
}

#define FLAG(member) .flag = offsetof(struct answer, member)

static const struct option table[] = {
    {"-b", NULL, "batch", FLAG(batch)},
    {"-i, --idle", NULL, "idle", FLAG(idle)},
    {"-F, --functions", NULL, "no lines", FLAG(lines), .off = true},
    {.help = "A paragraph."},
    {"-n, --number", "N", "a number", .take = take_number},
    {"-w, --word", "WORD", "a word", .take = take_word, .complete = complete_word},
    {"-wide", "N", NULL, .take = take_number},
    {"--hidden", NULL, NULL, FLAG(batch)},
    OPTION_END,
};

static struct answer parsed(const char *args)
{
    struct answer answer = {.lines = true};
    struct error *error = option_parse(table, "command", args, &answer);

    ck_assert_msg(error == NULL, "%s: %s", args, error != NULL ? error->message : "");
    return answer;
}

START_TEST(each_way_of_writing)
{
    static const char *const words[] = {"-w x",     "-wx",       "--word x",
                                        "--word=x", "-biFw 'x'", "-bn 2 -wx"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct answer answer = parsed(words[i]);

        ck_assert_str_eq(answer.word, strstr(words[i], "--") != NULL ? "--word=x" : "-w=x");
        ck_assert_int_eq(answer.batch, words[i][1] == 'b');
    }
    ck_assert(parsed("-bi").idle && parsed("--idle").idle && !parsed("-b").idle);
    ck_assert(parsed("").lines && !parsed("-F").lines && !parsed("-iF").lines);
    ck_assert(parsed("-bn2").batch && parsed("-bn2").number == 2);
    ck_assert(parsed("--hidden").batch);
    /* What follows is the word, whatever it looks like. */
    ck_assert_str_eq(parsed("-w -b").word, "-w=-b");
    ck_assert_str_eq(parsed("--word=").word, "--word=");
}
END_TEST

START_TEST(what_is_refused)
{
    static const struct {
        const char *args, *message;
    } cases[] = {
        {"-x", "\"-x\" is no option; see `help command`"},
        {"-bx", "\"-bx\" is no option; see `help command`"},
        {"word", "\"word\" is no option; see `help command`"},
        {"-", "\"-\" is no option; see `help command`"},
        {"--", "\"--\" is no option; see `help command`"},
        {"--idl", "\"--idl\" is no option; -i, --idle: idle; see `help command`"},
        {"--idle=1", "\"--idle=1\" is no option; see `help command`"},
        {"''", "\"\" is no option; see `help command`"},
        {"-w", "-w takes a word"},
        {"-bw", "-w takes a word"},
        {"--number=x", "--number takes a number above 0, at most 100"},
        {"-n0", "-n takes a number above 0, at most 100"},
        {"-n 101", "-n takes a number above 0, at most 100"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer answer;
        struct error *error = option_parse(table, "command", cases[i].args, &answer);

        ck_assert_ptr_nonnull(error);
        ck_assert_str_eq(error->message, cases[i].message);
        error_destroy(error);
    }
}
END_TEST

START_TEST(options_before_other_arguments)
{
    static const struct {
        const char *args, *rest;
        double number;
        bool batch;
    } cases[] = {
        {"-n 2 -b x + 1", "x + 1", 2, true},
        {"--number=3 -- -b", "-b", 3, false},
        {"-x", "-x", 0, false},
        {"  -b  ", "", 0, true},
        {"--", "", 0, false},
        {"'-b'", "'-b'", 0, false},
        {"--x", "--x", 0, false},
        {"x -b", "x -b", 0, false},
        {"-wide=7 y", "y", 7, false},
        {"-wide 7 y", "y", 7, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer answer = {.lines = true};
        const char *args = cases[i].args;
        struct error *error = option_parse_leading(table, &args, &answer);

        ck_assert_ptr_null(error);
        ck_assert_str_eq(args, cases[i].rest);
        ck_assert_double_eq(answer.number, cases[i].number);
        ck_assert_int_eq(answer.batch, cases[i].batch);
    }
    ck_assert_str_eq(option_skip(table, "-n 2 -b"), " -b");
    ck_assert_str_eq(option_skip(table, "-b x"), " x");
    ck_assert_str_eq(option_skip(table, "-n"), "");
    ck_assert_ptr_null(option_skip(table, "x -b"));
    ck_assert_ptr_null(option_skip(table, "-- -b"));
}
END_TEST

static char found[256];

static void add(struct completions *c, const char *candidate)
{
    (void)c;
    strcat(strcat(found, candidate), " ");
}

static const char *completed(const char *line)
{
    struct completions c = {.add = add, .word = "", .line = line};

    found[0] = '\0';
    option_complete(table, NULL, &c);
    return found;
}

START_TEST(what_may_follow)
{
    const char *rest = "-b x";
    struct completions dash = {.add = add, .word = "-", .line = ""};
    const char *all = "-b -i --idle -F --functions -n --number -w --word ";

    ck_assert_str_eq(completed(""), all);
    found[0] = '\0';
    ck_assert(!option_complete_leading(table, NULL, &dash, &rest));
    ck_assert_str_eq(rest, "x");
    ck_assert_str_eq(found, "");
    rest = "-b";
    ck_assert(!option_complete_leading(table, NULL, &dash, &rest));
    ck_assert_str_eq(found, all);
    found[0] = '\0';
    rest = "-b -w";
    ck_assert(option_complete_leading(table, NULL, &dash, &rest));
    ck_assert_str_eq(found, "first second ");
    ck_assert_str_eq(completed("-b -i "), all);
    ck_assert_str_eq(completed("-w "), "first second ");
    ck_assert_str_eq(completed("-bw "), "first second ");
    ck_assert_str_eq(completed("-b --word "), "first second ");
    ck_assert_str_eq(completed("--word=x "), all);
    ck_assert_str_eq(completed("-wx "), all);
    ck_assert_str_eq(completed("-n "), "");
    /* It is the word of one, and none itself. */
    ck_assert_str_eq(completed("-n -w "), all);
}
END_TEST

START_TEST(help)
{
    static const struct option wide[] = {
        {"-a, --all", NULL, "one", FLAG(batch)},
        {.help = "Between."},
        {"--of", "WORD",
         "sentences.  This one goes on and on until there is no more room for it on the line, and "
         "then below",
         .take = take_word},
        {"-wide", "N", NULL, .take = take_number},
        {"--hidden", NULL, NULL, FLAG(batch)},
        {"--a-name-that-is-longer-than-most", NULL, "two", FLAG(batch)},
        OPTION_END,
    };
    static const struct command command = {
        .help = "What it does.", .options = wide, .more = "End."};
    CLEANUP_FREE char *text = command_help(&command);

    ck_assert_str_eq(text, "What it does.\n"
                           "\n"
                           "    -a, --all  one\n"
                           "\n"
                           "Between.\n"
                           "\n"
                           "    --of WORD  sentences.  This one goes on and on until there is no "
                           "more room for it on the line,\n"
                           "               and then below\n"
                           "    --a-name-that-is-longer-than-most\n"
                           "               two\n"
                           "\n"
                           "End.\n");
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("option");
    TCase *tests = tcase_create("option");

    tcase_add_test(tests, each_way_of_writing);
    tcase_add_test(tests, what_is_refused);
    tcase_add_test(tests, options_before_other_arguments);
    tcase_add_test(tests, what_may_follow);
    tcase_add_test(tests, help);
    suite_add_tcase(suite, tests);
    return suite;
}
