/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/info-names.h"

#include <fnmatch.h>
#include <regex.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "commands/expression.h"
#include "commands/pattern.h"
#include "commands/print-options.h"
#include "commands/variables.h"
#include "expr/expr.h"
#include "python/class-members.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/type.h"

#define MODULES_MAX 100000
#define NAMES_MAX 1000000
#define NAME_MAX_CHARACTERS 10000

struct request {
    char *modules; /* a pattern of names; NULL: the frame's own. Owned */
};

static struct error *take_modules(const char *name, const char *word, void *ret)
{
    struct request *request = ret;

    if (word == NULL)
        return error_create(ERROR_USAGE,
                            "%s is followed by the name of a module, as app or 'app.*'", name);
    free(request->modules);
    request->modules = xstrdup(word);
    return NULL;
}

const struct option info_names_option_table[] = {
    {"-m", "MODULE",
     "of the modules of sys.modules with that name; *, ? and [...] stand for others",
     .take = take_modules},
    OPTION_END,
};

struct listing {
    struct session *session;
    enum names_of which;
    const regex_t *regex; /* NULL: all */
    struct types *types;
    struct repr *repr;
    size_t width;
    struct emitter *e;
};

static bool is_wanted(enum names_of which, enum type_kind kind)
{
    switch (kind) {
    case KIND_FUNCTION:
    case KIND_BUILTIN:
    case KIND_METHOD:
        return which == NAMES_OF_FUNCTIONS;
    case KIND_TYPE:
    case KIND_OLD_CLASS:
        return which == NAMES_OF_TYPES;
    case KIND_MODULE:
        return false;
    default:
        return which == NAMES_OF_VARIABLES;
    }
}

static void show_type(struct listing *l, const char *name, uint64_t object)
{
    struct emitter *e = l->e;
    uint64_t bases[TYPES_MRO_MAX];
    size_t count = 0;

    emit_text(e, "    class ");
    emit_string(e, "name", STYLE_FUNCTION, name);
    emit_begin_list(e, "bases");
    if (error_ignore(class_bases(l->session->runtime, l->types, object, bases, &count))) {
        for (size_t i = 0; i < count; i++) {
            CLEANUP_FREE char *base = NULL;

            if (!error_ignore(class_name(l->session->runtime, l->types, bases[i], &base)))
                break;
            emit_text(e, i == 0 ? "(" : ", ");
            emit_string(e, NULL, STYLE_PLAIN, base);
            emit_text(e, i + 1 == count ? ")" : "");
        }
    }
    emit_end(e);
}

static void show_variable(struct listing *l, const char *name, uint64_t object)
{
    emit_text(l->e, "    ");
    emit_string(l->e, "name", STYLE_VARIABLE, name);
    emit_text(l->e, " = ");
    variables_emit_value(l->e, l->repr, (struct slot_value){.object = object},
                         strlen("     = ") + strlen(name), l->width);
}

static void show_name(struct listing *l, const char *name, uint64_t object, enum type_kind kind)
{
    emit_begin_object(l->e, NULL);
    switch (l->which) {
    case NAMES_OF_VARIABLES:
        show_variable(l, name, object);
        break;
    case NAMES_OF_FUNCTIONS:
        variables_emit_def(l->e, l->repr, "    ", name, kind == KIND_FUNCTION ? object : 0);
        break;
    case NAMES_OF_TYPES:
        show_type(l, name, object);
        break;
    }
    emit_text(l->e, "\n");
    emit_end(l->e);
}

/* The names of one dict. A module of which none is wanted is not named; *shown: of how many some
 * were. */
static struct error *show_module(struct listing *l, const char *module, uint64_t dict,
                                 size_t *shown)
{
    struct runtime *runtime = l->session->runtime;
    dict_item_array items = {0};
    struct error *error = dict_items(runtime, dict, NAMES_MAX, &items);
    bool any = false;

    for (size_t i = 0; error == NULL && i < items.count && !emit_enough(l->e); i++) {
        CLEANUP_FREE char *name = NULL;
        const struct type *type;

        if (session_interrupted(l->session)) {
            error = session_interrupted_error();
            break;
        }
        if (!error_ignore(
                string_read(runtime, items.data[i].key, NULL, NAME_MAX_CHARACTERS, &name)) ||
            (l->regex != NULL && regexec(l->regex, name, 0, NULL, 0) != 0) ||
            !error_ignore(types_of(l->types, items.data[i].value, &type)) ||
            !is_wanted(l->which, type->kind))
            continue;
        if (!any) {
            emit_text(l->e, *shown > 0 ? "\nModule " : "Module ");
            emit_begin_object(l->e, NULL);
            emit_string(l->e, "module", STYLE_TITLE, module);
            emit_text(l->e, ":\n");
            emit_begin_list(l->e, "names");
            any = true;
            ++*shown;
        }
        show_name(l, name, items.data[i].value, type->kind);
    }
    if (any) {
        emit_end(l->e);
        emit_end(l->e);
    }
    array_deinit(&items);
    return error;
}

/* The dict of a module by that pattern of names. */
static struct error *show_matching(struct listing *l, struct expression *expression,
                                   const char *pattern, size_t *shown)
{
    struct runtime *runtime = l->session->runtime;
    dict_item_array modules = {0};
    bool found = false;
    uint64_t address;
    struct error *error = expr_sys_modules(&expression->scope, &address);

    if (error == NULL)
        error = dict_items(runtime, address, MODULES_MAX, &modules);
    for (size_t i = 0; error == NULL && i < modules.count && !emit_enough(l->e); i++) {
        CLEANUP_FREE char *name = NULL;
        uint64_t dict;

        if (!error_ignore(
                string_read(runtime, modules.data[i].key, NULL, NAME_MAX_CHARACTERS, &name)) ||
            fnmatch(pattern, name, 0) != 0 || !object_dict(runtime, modules.data[i].value, &dict))
            continue;
        found = true;
        error = show_module(l, name, dict, shown);
    }
    array_deinit(&modules);
    TRY(error);
    if (!found)
        return error_create(ERROR_NOT_FOUND, "No module of sys.modules is called \"%s\"", pattern);
    return NULL;
}

static struct error *show_of_frame(struct listing *l, struct expression *expression, size_t *shown)
{
    CLEANUP_FREE char *name = NULL;
    uint64_t dict, own;

    TRY(variables_globals_dict(&expression->view, l->session->frame, &dict));
    if (!error_ignore(dict_find(l->session->runtime, dict, "__name__", &own)) ||
        !error_ignore(string_read(l->session->runtime, own, NULL, NAME_MAX_CHARACTERS, &name)))
        name = xstrdup("?");
    return show_module(l, name, dict, shown);
}

static struct error *show_all(struct session *s, const char *modules, enum names_of which,
                              const regex_t *regex, struct emitter *e)
{
    static const char *const words[] = {"variables", "functions", "types"};
    struct print_options options = print_options_default(s);
    struct listing l = {s,
                        which,
                        regex,
                        types_create(s->runtime),
                        repr_create(s->runtime, options.limits),
                        options.width,
                        e};
    struct expression expression;
    struct error *error;
    size_t shown = 0;

    expression_begin(&expression, s);
    emit_begin_list(e, "modules");
    error = modules != NULL ? show_matching(&l, &expression, modules, &shown)
                            : show_of_frame(&l, &expression, &shown);
    if (error == NULL) {
        emit_end(e);
        if (shown == 0)
            emit_textf(e, STYLE_PLAIN, "No %s%s.\n", words[which],
                       regex != NULL ? " whose names match" : "");
    }
    expression_end(&expression);
    repr_destroy(l.repr);
    types_destroy(l.types);
    return error;
}

struct error *info_names_run(struct session *s, const char *args, enum names_of which,
                             struct emitter *e)
{
    struct request request = {0};
    struct error *error = option_parse_leading(info_names_option_table, &args, &request);
    CLEANUP_FREE char *modules = request.modules;
    regex_t regex;

    TRY(error);
    if (args[0] == '\0')
        return show_all(s, modules, which, NULL, e);

    TRY(pattern_compile(args, REG_EXTENDED | REG_NOSUB, &regex));
    error = show_all(s, modules, which, &regex, e);
    regfree(&regex);
    return error;
}
