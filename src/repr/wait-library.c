/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/wait-library.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/snapshot.h"

/* Behind "/lib/python", where a version follows: others may call a folder so, too. */
static const char *find_version(const char *file)
{
    static const char *const folders[] = {"/lib/python", "/lib64/python"};

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        for (const char *at = file; (at = strstr(at, folders[i])) != NULL;) {
            at += strlen(folders[i]);
            if (*at >= '0' && *at <= '9')
                return at;
        }
    return NULL;
}

const char *wait_library_file(const char *file)
{
    const char *version = find_version(file);
    const char *slash = version != NULL ? strchr(version, '/') : NULL;

    return slash != NULL && strstr(slash, "/site-packages/") == NULL &&
                   strstr(slash, "/dist-packages/") == NULL
               ? slash + 1
               : NULL;
}

/* How every thread of threading begins. */
static bool begins_a_thread(const char *file, const char *name)
{
    return strcmp(file, "threading.py") == 0 &&
           (strcmp(name, "run") == 0 || strstr(name, "bootstrap") != NULL);
}

static char *library_name(const char *file, const struct code *code)
{
    size_t length = strlen(file);
    char *module;
    char *name;

    if (length > 3 && strcmp(file + length - 3, ".py") == 0)
        length -= 3;
    module = xstrndup(file, length);
    for (char *slash = module; (slash = strchr(slash, '/')) != NULL;)
        *slash = '.';
    length = strlen(module);
    if (length > 9 && strcmp(module + length - 9, ".__init__") == 0)
        module[length - 9] = '\0';
    name = xasprintf("%s.%s", module, code_display_name(code));
    free(module);
    return name;
}

char *wait_library_name(const struct thread *thread)
{
    const struct code *found = NULL;
    const char *found_file = NULL;

    for (size_t level = 0; level < thread->frames.count; level++) {
        const struct code *code = thread->frames.data[level].code;
        const char *file = wait_library_file(code->filename);

        if (file == NULL || begins_a_thread(file, code->name))
            break;
        found = code;
        found_file = file;
    }
    return found != NULL ? library_name(found_file, found) : NULL;
}
