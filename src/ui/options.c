/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/options.h"

#include <argp.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "session/version.h"

enum {
    KEY_EX = 256,
    KEY_BATCH,
    KEY_NX,
    KEY_JSON,
    KEY_COLOR,
    KEY_LAYOUT,
    KEY_CORE,
    KEY_DIFF,
    KEY_DUMP_MANUAL,
};

static const struct argp_option table[] = {
    {"ex", KEY_EX, "CMD", 0, "Run a command; may be given several times", 0},
    {"command", 'x', "FILE", 0, "Run the commands in a file", 0},
    {"pid", 'p', "PID", 0, "The process, as gdb has it; the same as PID", 0},
    {"h", 'h', NULL, OPTION_HIDDEN, NULL, 0},
    {"batch", KEY_BATCH, NULL, 0, "Leave after the commands instead of asking for more", 0},
    {"nx", KEY_NX, NULL, 0, "Do not read the init file", 0},
    {"quiet", 'q', NULL, 0, "Do not say what was attached to", 0},
    {"json", KEY_JSON, NULL, 0, "Print one JSON object a line for each command", 0},
    {"color", KEY_COLOR, "WHEN", 0, "Use colours: auto, always or never", 0},
    {"layout", KEY_LAYOUT, "FILE", 0, "Read the process by a layout of your own (make layout)", 0},
    {"core", KEY_CORE, "CORE", 0, "Read a core file (not possible yet)", 0},
    {"diff", KEY_DIFF, NULL, 0, "Compare two recordings: BEFORE AFTER [-o FILE]; see \"help diff\"",
     0},
    {"dump-manual", KEY_DUMP_MANUAL, NULL, OPTION_HIDDEN, NULL, 0},
    {0},
};

static const char usage[] =
    "PID [COMMAND...]\n[COMMAND...] -- PROGRAM [ARG...]\n--diff BEFORE AFTER [-o FILE]\n";

static const char doc[] =
    "Inspect a running Python process without stopping it."
    "\v"
    "With a PID and a COMMAND, runs it and exits: with status 0, or 1 if it failed.  With a PID "
    "alone, asks for commands; \"help\" lists them.  With neither, lists the Python processes.\n"
    "\n"
    "With a COMMAND before \"--\", PROGRAM is started as if it were called alone, with the "
    "terminal; the "
    "command is run once it runs Python code, and what pyinspect says goes to the standard error.  "
    "The exit status is the program's, or 1 if that is 0 and the command failed.\n"
    "\n"
    "Otherwise PROGRAM is started in the background, in a process group of its own; where commands "
    "are asked "
    "for, with an empty standard input.  At the end pyinspect asks whether to end it, if there is "
    "somebody to ask; otherwise it goes on running, and if it has ended, its exit status is "
    "passed on.\n"
    "\n"
    "-ex, -batch, -nx, -x, -p and -q may be written with one dash, as for gdb.  All options stand "
    "before the PID.\n"
    "\n"
    "Examples:\n"
    "  pyinspect 4242                     look around in process 4242\n"
    "  pyinspect 4242 bt all              the stack of each of its threads\n"
    "  pyinspect --json 4242 info threads\n"
    "  pyinspect record -o out.svg -- python3 app.py\n"
    "  pyinspect -batch -ex \"bt all\" -ex \"info process\" 4242\n";

static const struct argp_option *option_named(const char *name, size_t length)
{
    for (const struct argp_option *o = table; o->name != NULL; o++) {
        if (strlen(o->name) == length && strncmp(o->name, name, length) == 0)
            return o;
    }
    return NULL;
}

static const struct argp_option *option_with_key(int key)
{
    for (const struct argp_option *o = table; o->name != NULL; o++) {
        if (o->key == key)
            return o;
    }
    return NULL;
}

/*
 * gdb's long options with one dash, which argp would take for a row of letters: "-ex" becomes
 * "--ex" in options->argv.
 */
static void add_dashes(struct options *options, int argc, char **argv)
{
    char **ret = xcalloc((size_t)argc + 1, sizeof *ret);
    int i = 0;

    ret[i] = argv[i];
    for (i = 1; i < argc && argv[i][0] == '-' && strcmp(argv[i], "--") != 0; i++) {
        const char *name = argv[i] + strspn(argv[i], "-");
        size_t length = strcspn(name, "=");
        const struct argp_option *option = option_named(name, length);

        ret[i] = argv[i];
        if (option != NULL && name == argv[i] + 1) {
            ret[i] = xasprintf("-%s", argv[i]);
            array_push(&options->new_words, ret[i]);
        }
        if (option == NULL && length == 1)
            option = option_with_key(name[0]);
        /* The next word belongs to this one, whatever it looks like. */
        if (option != NULL && option->arg != NULL && name[length] == '\0' && i + 1 < argc) {
            i++;
            ret[i] = argv[i];
        }
    }
    for (; i < argc; i++)
        ret[i] = argv[i];
    options->argv = ret;
}

/* The words at first, up to end or to "--", are a command; where that ended. */
static char **take_command(struct options *o, char **first)
{
    char **at = first;

    while (*at != NULL && strcmp(*at, "--") != 0)
        at++;
    o->words = first;
    o->word_count = (size_t)(at - first);
    return at;
}

/* The program after "--", if there is one. */
static void take_program(struct options *o, char **dashes, struct argp_state *state)
{
    if (*dashes == NULL)
        return;
    if (dashes[1] == NULL)
        argp_error(state, "the PROGRAM after \"--\" is missing");
    o->program = dashes + 1;
}

static void take_all(struct options *o, char **first)
{
    o->words = first;
    while (first[o->word_count] != NULL)
        o->word_count++;
}

static void parse_positional(struct options *o, char *arg, struct argp_state *state)
{
    char **rest = state->argv + state->next;

    if (state->quoted > 0 && state->next > state->quoted) {
        if (o->pid != NULL)
            argp_error(state, "either a PID or a program, not both");
        o->program = rest - 1;
    } else if (o->pid != NULL) { /* by -p */
        take_all(o, rest - 1);
    } else if (!isdigit((unsigned char)arg[0])) {
        take_program(o, take_command(o, rest - 1), state);
    } else {
        o->pid = arg;
        if (*rest != NULL && strcmp(*rest, "--") == 0)
            rest++;
        /* No command begins like this: it was meant for us. */
        else if (*rest != NULL && (*rest)[0] == '-')
            argp_error(state, "%s: options stand before PID", *rest);
        take_all(o, rest);
    }
    state->next = state->argc; /* the rest was taken */
}

static char diff_word[] = "diff";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;

    switch (key) {
    case KEY_EX:
        array_push(&o->commands, (struct batch_item){.text = xstrdup(arg)});
        break;
    case 'x':
        array_push(&o->commands, (struct batch_item){.text = xstrdup(arg), .is_file = true});
        break;
    case 'p':
        o->pid = arg;
        break;
    case 'h':
        argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
        break;
    case KEY_BATCH:
        o->batch = true;
        break;
    case KEY_NX:
        o->no_init = true;
        break;
    case 'q':
        o->quiet = true;
        break;
    case KEY_JSON:
        o->json = true;
        break;
    case KEY_COLOR:
        if (!color_parse(arg, &o->color))
            argp_error(state, "--color is auto, always or never, not \"%s\"", arg);
        break;
    case KEY_LAYOUT:
        o->layout_file = arg;
        break;
    case KEY_CORE:
        o->core = arg;
        break;
    case KEY_DIFF:
        /* The command of that name, which needs no process. */
        state->argv[state->next - 1] = diff_word;
        take_all(o, state->argv + state->next - 1);
        state->next = state->argc;
        break;
    case KEY_DUMP_MANUAL:
        o->dump_manual = true;
        break;
    case ARGP_KEY_ARG:
        parse_positional(o, arg, state);
        break;
    case ARGP_KEY_END:
        if (state->quoted > 0 && o->program == NULL && o->pid == NULL)
            argp_error(state, "the PROGRAM after \"--\" is missing");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static void print_version(FILE *out, struct argp_state *state)
{
    CLEANUP_FREE char *text = version_text();

    (void)state;
    fputs(text, out);
}

void options_parse(int argc, char **argv, struct options *ret)
{
    static const struct argp argp = {
        .options = table, .parser = parse_option, .args_doc = usage, .doc = doc};

    *ret = (struct options){.color = COLOR_AUTO};
    argp_program_version_hook = print_version;
    argp_err_exit_status = EXIT_FAILURE;
    add_dashes(ret, argc, argv);
    argp_parse(&argp, argc, ret->argv, ARGP_IN_ORDER, NULL, ret);
}

void options_deinit(struct options *options)
{
    for (size_t i = 0; i < options->commands.count; i++)
        free(options->commands.data[i].text);
    for (size_t i = 0; i < options->new_words.count; i++)
        free(options->new_words.data[i]);
    array_deinit(&options->commands);
    array_deinit(&options->new_words);
    free(options->argv);
}
