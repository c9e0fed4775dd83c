/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "commands/commands.h"
#include "commands/expression.h"
#include "commands/print-options.h"
#include "commands/variables.h"
#include "expr/expr.h"
#include "python/class-members.h"
#include "session/hold.h"

/* Of one class. */
#define MEMBERS_MAX 10000

struct ptype {
    struct session *session;
    struct emitter *e;
    struct types *types;
    struct repr *repr;
    uint64_t mro[TYPES_MRO_MAX];
    size_t mro_count;
    ARRAY(char *) seen; /* names of members that were shown; each owned */
};

static bool was_seen(const struct ptype *p, const char *name)
{
    for (size_t i = 0; i < p->seen.count; i++)
        if (strcmp(p->seen.data[i], name) == 0)
            return true;
    return false;
}

/* ---- members */

static void show_property(struct ptype *p, const struct class_member *member)
{
    emit_text(p->e, "@property ");
    emit_string(p->e, "name", STYLE_VARIABLE, member->name);
    emit_text(p->e, member->set && member->delete ? "  (set, del)"
                    : member->set                 ? "  (set)"
                    : member->delete              ? "  (del)"
                                                  : "");
    emit_hidden_bool(p->e, "set", member->set);
    emit_hidden_bool(p->e, "delete", member->delete);
}

static void show_value(struct ptype *p, const struct class_member *member)
{
    emit_string(p->e, "name", STYLE_VARIABLE, member->name);
    emit_text(p->e, " = ");
    variables_emit_value(p->e, p->repr, (struct slot_value){.object = member->object}, 0, 0);
}

static void show_member(struct ptype *p, const struct class_member *member)
{
    emit_begin_object(p->e, NULL);
    emit_hidden_string(p->e, "kind", class_member_kind_name(member->kind));
    emit_text(p->e, "    ");
    switch (member->kind) {
    case CLASS_MEMBER_METHOD:
        variables_emit_def(p->e, p->repr, "", member->name, member->function);
        break;
    case CLASS_MEMBER_CLASSMETHOD:
        variables_emit_def(p->e, p->repr, "@classmethod ", member->name, member->function);
        break;
    case CLASS_MEMBER_STATICMETHOD:
        variables_emit_def(p->e, p->repr, "@staticmethod ", member->name, member->function);
        break;
    case CLASS_MEMBER_PROPERTY:
        show_property(p, member);
        break;
    case CLASS_MEMBER_SLOT:
    case CLASS_MEMBER_ATTRIBUTE:
        emit_text(p->e, member->kind == CLASS_MEMBER_SLOT ? "slot " : "attribute ");
        emit_string(p->e, "name", STYLE_VARIABLE, member->name);
        break;
    case CLASS_MEMBER_CLASS:
        emit_text(p->e, "class ");
        show_value(p, member);
        break;
    case CLASS_MEMBER_DESCRIPTOR:
    case CLASS_MEMBER_DATA:
        show_value(p, member);
        break;
    }
    emit_text(p->e, "\n");
    emit_end(p->e);
}

/* ---- classes */

static struct error *show_members(struct ptype *p, uint64_t class)
{
    class_member_array members = {0};
    size_t shown = 0;
    bool more = false;

    emit_begin_list(p->e, "members");

    struct error *error =
        class_members(p->session->runtime, p->types, class, MEMBERS_MAX, &members, &more);

    for (size_t i = 0; i < members.count && error == NULL && !emit_enough(p->e); i++) {
        if (session_interrupted(p->session))
            error = error_create(ERROR_INTERRUPTED, "Quit");
        else if (!was_seen(p, members.data[i].name))
            show_member(p, &members.data[i]), shown++;
    }
    emit_end(p->e);
    if (error == NULL && (shown == 0 || more))
        emit_textf(p->e, STYLE_DIM, more ? "    ...\n" : "    (nothing of its own)\n");
    for (size_t i = 0; i < members.count; i++)
        array_push(&p->seen, take_pointer(members.data[i].name));
    class_members_deinit(&members);
    emit_hidden_bool(p->e, "more", more);
    if (error != NULL && error->kind == ERROR_UNSUPPORTED) {
        emit_textf(p->e, STYLE_DIM, "    (%s)\n", error->message);
        error_destroy(error);
        return NULL;
    }
    return error;
}

/* What class statements have made, and in any case the first: those that are built in are
 * documented elsewhere. */
static bool is_shown(struct ptype *p, size_t index)
{
    const struct type *type;

    return index == 0 || !error_ignore(types_get(p->types, p->mro[index], &type)) || !type->native;
}

static struct error *show_classes(struct ptype *p)
{
    struct error *error = NULL;

    emit_begin_list(p->e, "classes");
    for (size_t i = 0; i < p->mro_count && error == NULL && !emit_enough(p->e); i++) {
        CLEANUP_FREE char *name = NULL;

        if (!is_shown(p, i))
            continue;
        error = class_name(p->session->runtime, p->types, p->mro[i], &name);
        if (error != NULL)
            break;
        emit_begin_object(p->e, NULL);
        if (i > 0) {
            emit_text(p->e, "  from ");
            emit_string(p->e, "name", STYLE_FUNCTION, name);
            emit_text(p->e, ":\n");
        } else {
            emit_hidden_string(p->e, "name", name);
        }
        error = show_members(p, p->mro[i]);
        emit_end(p->e);
    }
    emit_end(p->e);
    return error;
}

/* Names of classes as a list, in text with commas between. */
static struct error *show_names(struct ptype *p, const char *field, const uint64_t *classes,
                                size_t count, bool in_text)
{
    struct error *error = NULL;

    emit_begin_list(p->e, field);
    for (size_t i = 0; i < count && error == NULL; i++) {
        CLEANUP_FREE char *name = NULL;

        error = class_name(p->session->runtime, p->types, classes[i], &name);
        if (error != NULL)
            break;
        emit_text(p->e, in_text && i > 0 ? ", " : "");
        if (in_text)
            emit_string(p->e, NULL, STYLE_FUNCTION, name);
        else
            emit_hidden_string(p->e, NULL, name);
    }
    emit_end(p->e);
    return error;
}

static struct error *show_head(struct ptype *p, uint64_t class)
{
    CLEANUP_FREE uint64_t *bases = xmalloc(TYPES_MRO_MAX * sizeof *bases);
    CLEANUP_FREE char *address = xasprintf("0x%llx", (unsigned long long)class);
    struct runtime *runtime = p->session->runtime;
    CLEANUP_FREE char *name = NULL;
    const struct type *metaclass;
    size_t count;

    TRY(class_name(runtime, p->types, class, &name));
    TRY(class_bases(runtime, p->types, class, bases, &count));
    TRY(class_mro(runtime, p->types, class, p->mro, &p->mro_count));
    TRY(types_of(p->types, class, &metaclass));
    emit_text(p->e, "type = class ");
    emit_string(p->e, "type", STYLE_FUNCTION, name);
    emit_hidden_string(p->e, "address", address);
    emit_text(p->e, count > 0 ? "(" : "");
    TRY(show_names(p, "bases", bases, count, true));
    emit_text(p->e, count > 0 ? ")\n" : "\n");
    if (metaclass->builtin) {
        emit_hidden_string(p->e, "metaclass", metaclass->name);
    } else {
        emit_text(p->e, "  metaclass ");
        emit_string(p->e, "metaclass", STYLE_FUNCTION, metaclass->name);
        emit_text(p->e, "\n");
    }
    /* With one base that has no other, the line above says it all. */
    emit_text(p->e, p->mro_count > 2 ? "  order " : "");
    TRY(show_names(p, "mro", p->mro, p->mro_count, p->mro_count > 2));
    emit_text(p->e, p->mro_count > 2 ? "\n" : "");
    return NULL;
}

static struct error *show(struct session *s, uint64_t class, const struct print_options *options,
                          struct emitter *e)
{
    struct ptype p = {
        .session = s,
        .e = e,
        .types = types_create(s->runtime),
        .repr = repr_create(s->runtime, options->limits),
    };
    struct error *error = show_head(&p, class);

    if (error == NULL)
        error = show_classes(&p);
    for (size_t i = 0; i < p.seen.count; i++)
        free(p.seen.data[i]);
    array_deinit(&p.seen);
    repr_destroy(p.repr);
    types_destroy(p.types);
    return error;
}

static struct error *ptype_run(struct session *s, const char *args, struct emitter *e)
{
    struct print_options options;
    struct expression expression;
    struct expr_result value;
    bool of_frame = false;
    struct error *error;
    uint64_t class;

    TRY(print_options_parse(s, &args, &options));
    expression_begin(&expression, s);
    error = expr_evaluate(&expression.scope, args[0] != '\0' ? args : "$", &value);
    if (error == NULL) {
        error = expr_class_of(&expression.scope, &value.value, &class);
        of_frame = value.of_frame;
        expr_result_deinit(&value);
    }
    if (error == NULL)
        error = show(s, class, &options, e);
    if (error == NULL)
        expression_emit_proof(&expression, of_frame, e);
    expression_end(&expression);
    return error;
}

static void ptype_complete(struct session *s, struct completions *c)
{
    const char *line = c->line;

    if (!print_options_complete(s, c, &line))
        expression_complete(s, c, line);
}

const struct command ptype_command = {
    .name = "ptype",
    .group = GROUP_WHAT,
    .usage = "[OPTION...] [--] [EXPR]",
    .summary = "Print what a class defines: bases, methods with their parameters, properties, data",
    .help =
        "EXPR, one of `print`, is a class, or anything else, whose class is meant; without one "
        "the\n"
        "last value is.  First come the bases and, in the order in which attributes are looked "
        "for,\n"
        "all classes; then what the class itself defines, and what it inherits from others that a\n"
        "class statement has made, without what a class before them defines as well.  Of bases\n"
        "that are built in only the name is given: `ptype dict` shows one of those.\n"
        "\n"
        "Parameters are those of the function that was written, without annotations; what is "
        "around\n"
        "it (a decorator) is shown as the object that it is.  `slot x` is of __slots__, `attribute "
        "x`\n"
        "is kept or made by C code, (set) and (del) stand behind a property that has such a\n"
        "function.  Nothing is run.\n"
        "\n"
        "    ptype self\n"
        "    ptype Pool\n"
        "    ptype type(error.__cause__)\n",
    .options = print_option_table,
    .needs = NEEDS_FRAME,
    .complete = ptype_complete,
    .values = hold_always,
    .run = ptype_run,
};
