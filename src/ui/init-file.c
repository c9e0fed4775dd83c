/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/init-file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/text.h"
#include "ui/user-file.h"

/* What was looked at is what is read: by its descriptor, never again by its name. */
static struct error *source(struct session *s, const char *name, int fd, struct emitter *e)
{
    CLEANUP_FREE char *path = xasprintf("/proc/self/fd/%d", fd);
    struct error *error = session_source(s, path, e);

    if (error != NULL && text_starts_with(error->message, path)) {
        char *message = xasprintf("%s%s", name, error->message + strlen(path));

        free(error->message);
        error->message = message;
    }
    return error;
}

void init_file_run(struct session *s, struct output *o)
{
    CLEANUP(user_file_deinit) struct user_file file;
    CLEANUP_CLOSE int fd = -1;
    struct stat status;
    struct error *error = user_file_init("XDG_CONFIG_HOME", ".config", "init", false, &file);

    if (error == NULL)
        error = user_file_find(&file, &fd);
    /* That $HOME is another user's is worth a word only where there is an init file. */
    if (error != NULL &&
        (error->kind == ERROR_NOT_FOUND || file.path == NULL || lstat(file.path, &status) != 0)) {
        error_destroy(error);
        return;
    }
    o->start(o, "source", 0);
    if (error != NULL)
        emit_warning(&o->emitter, "The init file is not read: %s", error->message);
    else if ((error = source(s, file.path, fd, &o->emitter)) != NULL)
        emit_warning(&o->emitter, "%s", error->message);
    error_destroy(error);
    emit_end_to(&o->emitter, 0);
    error_destroy(o->finish(o, 0, NULL));
}
