/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/code-argument.h"
#include "commands/commands.h"
#include "commands/expression.h"
#include "commands/variables.h"
#include "python/bytecode.h"
#include "python/frame-stack.h"
#include "repr/instruction-text.h"
#include "python/line-table.h"
#include "python/runtime.h"
#include "session/words.h"

/* All that a listing is made of. */
struct listing_of_code {
    const struct code *code;
    const struct frame *frame; /* that runs it, or NULL */
    struct bytecode bytecode;
    struct code_tables tables;
    struct repr *repr;
    bool raw;       /* with the bytes */
    int name_width; /* of the longest opcode */
};

static void listing_deinit_code(struct listing_of_code *l)
{
    bytecode_deinit(&l->bytecode);
    code_tables_deinit(&l->tables);
    repr_destroy(l->repr);
}

/* The name of an opcode, also of one that there is not. */
static char *opcode_name(const struct bytecode *bytecode, uint8_t opcode)
{
    const char *name = bytecode->opcodes.by_number[opcode].name;

    return name != NULL ? xstrdup(name) : xasprintf("<%u>", opcode);
}

static char *hexadecimal(const struct bytecode *bytecode, const struct instruction *i)
{
    size_t size =
        i->offset + (size_t)i->size <= bytecode->size ? i->size : bytecode->size - i->offset;
    char *text = xmalloc(2 * size + 1);

    text[0] = '\0';
    for (size_t at = 0; at < size; at++)
        snprintf(text + 2 * at, 3, "%02x", bytecode->bytes[i->offset + at]);
    return text;
}

static void show_argument(const struct listing_of_code *l, const struct instruction *i,
                          struct emitter *e)
{
    CLEANUP_FREE char *text = NULL;

    if (!i->has_argument) {
        emit_hidden_null(e, "arg");
        emit_hidden_null(e, "argrepr");
        return;
    }
    emit_as(e, "arg", STYLE_NUMBER, EMIT_OF_UINT(i->argument), " %5" PRIu32, i->argument);
    text = instruction_text(&l->bytecode, i, &l->tables, l->repr);
    if (text == NULL) {
        emit_hidden_null(e, "argrepr");
        return;
    }
    emit_text(e, " (");
    emit_string(e, "argrepr", STYLE_VALUE, text);
    emit_text(e, ")");
}

static bool is_current(const struct listing_of_code *l, const struct instruction *i)
{
    return l->frame != NULL && l->frame->lasti >= 0 && (uint32_t)l->frame->lasti >= i->offset &&
           (uint32_t)l->frame->lasti < i->offset + i->size;
}

/* shown_line: of the instruction before it, which need not be said again; -1: of none. */
static void show_instruction(const struct listing_of_code *l, const struct instruction *i, int line,
                             int shown_line, struct emitter *e)
{
    static const char instrumented[] = "INSTRUMENTED_";
    CLEANUP_FREE char *name = opcode_name(&l->bytecode, i->opcode);
    CLEANUP_FREE char *base = opcode_name(&l->bytecode, i->base);
    CLEANUP_FREE char *bytes = hexadecimal(&l->bytecode, i);
    bool new_line = line != shown_line;

    if (new_line && shown_line >= 0)
        emit_text(e, "\n");
    emit_begin_object(e, NULL);
    if (line != 0)
        emit_as(e, "line", STYLE_NUMBER, EMIT_OF_INT(line), new_line ? "%5d" : "     ", line);
    else
        emit_as(e, "line", STYLE_NUMBER, EMIT_OF_NULL, new_line ? "   --" : "     ");
    emit_as(e, "current", STYLE_GOOD, EMIT_OF_BOOL(is_current(l, i)),
            is_current(l, i) ? " -->" : "    ");
    emit_as(e, "jump_target", STYLE_PLAIN, EMIT_OF_BOOL(i->is_target),
            i->is_target ? " >>" : "   ");
    emit_as(e, "offset", STYLE_NUMBER, EMIT_OF_UINT(i->offset), " %5" PRIu32 " ", i->offset);
    emit_as(e, "bytes", STYLE_DIM, EMIT_OF_STRING(bytes), l->raw ? "%-12s " : "", bytes);
    if (i->has_argument)
        emit_as(e, "opcode", STYLE_FUNCTION, EMIT_OF_STRING(name), "%-*s", l->name_width, name);
    else
        emit_string(e, "opcode", STYLE_FUNCTION, name);
    emit_hidden_string(e, "base", base);
    show_argument(l, i, e);
    /* What is watched (INSTRUMENTED_LINE) hides what it is, unless that is its own form of it. */
    if (text_starts_with(name, instrumented) && strcmp(name + strlen(instrumented), base) != 0)
        emit_textf(e, STYLE_DIM, "  is %s", base);
    if (i->target != BYTECODE_NONE)
        emit_hidden_int(e, "target", i->target);
    else
        emit_hidden_null(e, "target");
    if (i->depth != BYTECODE_UNKNOWN)
        emit_hidden_int(e, "depth", i->depth);
    else
        emit_hidden_null(e, "depth");
    emit_text(e, "\n");
    emit_end(e);
}

static struct error *show_instructions(struct session *s, const struct listing_of_code *l,
                                       struct emitter *e)
{
    struct line_cursor lines;
    int shown_line = -1;

    line_cursor_init(&lines, s->runtime->layout.traits.line_table, l->code->linetable,
                     l->code->linetable_size, l->code->firstlineno);
    emit_begin_list(e, "instructions");
    for (size_t at = 0; at < l->bytecode.instructions.count && !emit_enough(e); at++) {
        const struct instruction *i = &l->bytecode.instructions.data[at];
        bool known = true;

        if (session_interrupted(s))
            return session_interrupted_error();
        while (known && lines.end <= i->offset)
            known = line_cursor_next(&lines);

        int line = known ? lines.position.line : 0;

        show_instruction(l, i, line, shown_line, e);
        shown_line = line;
    }
    emit_end(e);
    return NULL;
}

static void show_handlers(const struct listing_of_code *l, struct emitter *e)
{
    if (l->bytecode.handlers.count > 0)
        emit_text(e, "\nException table:\n");
    emit_begin_list(e, "exception_table");
    for (size_t i = 0; i < l->bytecode.handlers.count && !emit_enough(e); i++) {
        const struct exception_entry *entry = &l->bytecode.handlers.data[i];

        emit_begin_object(e, NULL);
        emit_text(e, "  ");
        emit_uint(e, "start", STYLE_NUMBER, entry->start);
        emit_text(e, " to ");
        /* The last instruction, as dis says it. */
        emit_as(e, "end", STYLE_NUMBER, EMIT_OF_UINT(entry->end), "%" PRIu64,
                entry->end > entry->start ? entry->end - 2 : entry->end);
        emit_text(e, " -> ");
        emit_uint(e, "target", STYLE_NUMBER, entry->target);
        emit_text(e, " [");
        emit_uint(e, "depth", STYLE_NUMBER, entry->depth);
        emit_text(e, "]");
        emit_as(e, "lasti", STYLE_PLAIN, EMIT_OF_BOOL(entry->lasti), entry->lasti ? " lasti" : "");
        emit_text(e, "\n");
        emit_end(e);
    }
    emit_end(e);
    if (l->bytecode.handlers_cut)
        emit_warning(e, "the exception table of %s is cut short", l->code->name);
}

static void show_stack(const struct listing_of_code *l, const struct frame_stack *stack,
                       struct emitter *e)
{
    size_t count = stack->values.count;

    if (stack->source == STACK_UNKNOWN)
        emit_text(e, "\nThe frame does not say how deep its evaluation stack is.\n");
    else
        emit_textf(e, STYLE_PLAIN, "\nEvaluation stack, %zu value%s%s:\n", count,
                   count == 1 ? "" : "s",
                   stack->source == STACK_COMPUTED ? " before the present instruction" : "");
    emit_hidden_string(e, "stack_source", stack_source_name(stack->source));
    emit_begin_list(e, "stack");
    for (size_t i = 0; i < count && !emit_enough(e); i++) {
        emit_begin_object(e, NULL);
        emit_as(e, "index", STYLE_NUMBER, EMIT_OF_UINT(i), "%7zu ", i);
        variables_emit_value(e, l->repr, stack->values.data[i], 0, 0);
        emit_text(e, "\n");
        emit_end(e);
    }
    emit_end(e);
}

/* The stack is the live frame's: whether it is still at its instruction is looked at before and
 * after. */
static struct error *show_frame(struct session *s, const struct listing_of_code *l,
                                struct emitter *e)
{
    const struct thread *thread = session_thread(s);
    struct frame_stack stack = {0};
    struct variables_view before, after;
    bool moved = true, moved_later = true;
    struct error *error;

    variables_view_init(&before, s->runtime, thread);
    error = variables_check(&before, s->frame, &moved);
    variables_view_deinit(&before);
    if (error == NULL)
        error = frame_stack_read(s->runtime, l->frame, &l->bytecode, &stack);
    if (error == NULL) {
        variables_view_init(&after, s->runtime, thread);
        error = variables_check(&after, s->frame, &moved_later);
        variables_view_deinit(&after);
    }
    if (error != NULL || moved || moved_later) {
        emit_text(e, "\nThe frame has gone on since it was read, so its stack is another one.\n");
        emit_hidden_string(e, "stack_source", stack_source_name(STACK_UNKNOWN));
        emit_begin_list(e, "stack");
        emit_end(e);
        error_destroy(error);
    } else {
        show_stack(l, &stack, e);
    }
    frame_stack_deinit(&stack);
    return NULL;
}

static void measure(struct listing_of_code *l)
{
    l->name_width = 20;
    for (size_t i = 0; i < l->bytecode.instructions.count; i++) {
        const char *name =
            l->bytecode.opcodes.by_number[l->bytecode.instructions.data[i].opcode].name;

        if (name != NULL && (int)strlen(name) > l->name_width)
            l->name_width = (int)strlen(name);
    }
}

static struct error *show(struct session *s, struct listing_of_code *l, struct emitter *e)
{
    struct error *error;

    measure(l);
    emit_text(e, "Disassembly of ");
    code_argument_describe(l->code, e);
    emit_text(e, "\n");
    error = show_instructions(s, l, e);
    if (error == NULL)
        show_handlers(l, e);
    if (error == NULL && l->frame != NULL)
        error = show_frame(s, l, e);
    return error;
}

static struct error *disassemble_run(struct session *s, const char *args, struct emitter *e)
{
    struct listing_of_code l = {0};
    struct code_argument argument;
    struct error *error;

    l.raw = text_starts_with(args, "/r") && (args[2] == ' ' || args[2] == '\0');
    if (args[0] == '/' && !l.raw)
        return error_create(ERROR_USAGE, "disassemble knows the modifier /r and no other");
    TRY(code_argument_parse(s, words_skip_blanks(l.raw ? args + 2 : args), &argument));
    l.code = argument.code;
    l.frame = argument.frame;
    TRY(bytecode_read(s->runtime, l.code, l.frame != NULL ? l.frame->bytecode : 0, &l.bytecode));
    error = code_tables_read(s->runtime, l.code, &l.tables);
    if (error == NULL) {
        l.repr = repr_create(s->runtime, print_options_default(s).limits);
        error = show(s, &l, e);
    }
    listing_deinit_code(&l);
    return error;
}

static void disassemble_complete(struct session *s, struct completions *c)
{
    const char *line = text_starts_with(c->line, "/r ") ? c->line + 3 : c->line;

    expression_complete(s, c, line);
}

const struct command disassemble_command = {
    .name = "disassemble",
    .group = GROUP_WHAT,
    .usage = "[/r] [EXPR]",
    .summary = "Print the bytecode of the selected frame, or of a function",
    .help =
        "Without an argument the code of the selected frame, its present instruction marked with\n"
        "-->, and what is on its evaluation stack.  EXPR is a function, a method, a generator, a\n"
        "coroutine or a code object.  Instructions are shown as they are in memory: specialised\n"
        "(3.11 and newer) and instrumented (3.12 and newer) ones by their own names, and behind\n"
        "INSTRUMENTED_LINE, which stands in the place of any, what it is.  >> marks targets of\n"
        "jumps and exception handlers.  With /r each is shown with its bytes, its\n"
        "inline caches among them.\n"
        "\n"
        "The exception table (3.11 and newer) says which instructions are protected, where their\n"
        "handler begins, and how many values of the stack it keeps.\n"
        "\n"
        "A frame says how deep its stack is only while it does not run; otherwise the depth is\n"
        "worked out from the bytecode, which can be done for 3.9 and newer.\n"
        "\n"
        "    disassemble\n"
        "    disassemble /r self.run\n",
    .needs = NEEDS_FRAME,
    .complete = disassemble_complete,
    .run = disassemble_run,
};
