/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/call-path.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/attribute.h"
#include "python/string.h"
#include "python/type.h"
#include "python/variables.h"
#include "repr/wait-library.h"

#define PATH_PARTS_MAX 16
#define NAME_MAX_CHARACTERS 200

char *call_path(const char *call)
{
    static const char name_letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
    bool enters = strncmp(call, "with ", 5) == 0;
    char *path = xstrdup(enters ? call + 5 : call), *end = strchr(path, '(');

    if (!enters && end != NULL)
        *end = '\0';
    if (path[0] == '\0' || path[strspn(path, name_letters)] != '\0')
        free(take_pointer(path));
    return path;
}

bool call_path_find(const struct variables_view *view, struct types *types, const char *path,
                    uint64_t *ret)
{
    CLEANUP_FREE char *copy = xstrdup(path);
    char *rest = copy, *name = strsep(&rest, ".");
    struct variable variable;

    if (!error_ignore(variables_find(view, 0, name, false, &variable)))
        return false;
    free(variable.name);
    *ret = variable.object;
    for (int i = 0; i < PATH_PARTS_MAX && *ret != 0 && (name = strsep(&rest, ".")) != NULL; i++) {
        struct attribute attribute;

        if (!error_ignore(attribute_find(view->runtime, types, *ret, name, &attribute)))
            return false;
        *ret = attribute.object;
        attribute_deinit(&attribute);
    }
    return rest == NULL && *ret != 0;
}

/* ---- what the library was handed */

static const struct {
    const char *file, *function;
} runs_what_it_is_handed[] = {
    {"concurrent/futures/thread.py", "run"},
    {"concurrent/futures/process.py", "_process_worker"},
    {"multiprocessing/pool.py", "worker"},
    {"multiprocessing/process.py", "run"},
    {"threading.py", "run"},
};

static bool is_runner(const struct code *code)
{
    const char *file = wait_library_file(code->filename);

    for (size_t i = 0;
         file != NULL && i < sizeof runs_what_it_is_handed / sizeof *runs_what_it_is_handed; i++)
        if (strcmp(file, runs_what_it_is_handed[i].file) == 0 &&
            strcmp(code->name, runs_what_it_is_handed[i].function) == 0)
            return true;
    return false;
}

/* An attribute that is a str; NULL: it is none. Free it. */
static char *text_of(const struct variables_view *view, struct types *types, uint64_t object,
                     const char *name)
{
    struct attribute attribute;
    char *text = NULL;

    if (!error_ignore(attribute_find(view->runtime, types, object, name, &attribute)))
        return NULL;
    if (attribute.made.kind == MADE_STR)
        text = xstrdup(attribute.made.text);
    else if (attribute.object != 0 && !error_ignore(string_read(view->runtime, attribute.object,
                                                                NULL, NAME_MAX_CHARACTERS, &text)))
        text = NULL;
    attribute_deinit(&attribute);
    return text;
}

/* "time.sleep", "lock.acquire", "input"; NULL: it is no function of C. */
static char *name_of_builtin(const struct variables_view *view, struct types *types,
                             uint64_t object)
{
    const struct type *type;
    struct attribute self;

    if (!error_ignore(types_of(types, object, &type)) || type->kind != KIND_BUILTIN)
        return NULL;

    CLEANUP_FREE char *name = text_of(view, types, object, "__name__");
    CLEANUP_FREE char *module = text_of(view, types, object, "__module__");
    bool bound = error_ignore(attribute_find(view->runtime, types, object, "__self__", &self));

    if (bound) {
        bound = self.object != 0 && error_ignore(types_of(types, self.object, &type)) &&
                type->kind != KIND_MODULE;
        attribute_deinit(&self);
    }
    if (name == NULL)
        return NULL;
    if (bound)
        return xasprintf("%s.%s", type_short_name(type), name);
    return module == NULL || strcmp(module, "builtins") == 0 || strcmp(module, "__builtin__") == 0
               ? take_pointer(name)
               : xasprintf("%s.%s", module, name);
}

bool call_is_handed(const struct variables_view *view, struct types *types, char **call)
{
    CLEANUP_FREE char *path = *call != NULL ? call_path(*call) : NULL;
    uint64_t callee;

    if (!is_runner(view->thread->frames.data[0].code))
        return false;
    if (path != NULL && call_path_find(view, types, path, &callee)) {
        CLEANUP_FREE char *name = name_of_builtin(view, types, callee);

        if (name != NULL) {
            char *named = xasprintf("%s%s", name, *call + strlen(path));

            free(*call);
            *call = named;
        }
    }
    return true;
}
