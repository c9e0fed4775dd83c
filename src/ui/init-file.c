/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/init-file.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "ui/user-file.h"

void init_file_run(struct session *s, struct output *o)
{
    CLEANUP_FREE char *path = user_file_path("XDG_CONFIG_HOME", ".config", "init");
    struct stat status;

    if (path == NULL || stat(path, &status) != 0)
        return;
    o->start(o, "source");
    if (status.st_uid != geteuid() && status.st_uid != 0)
        emit_warning(&o->emitter, "%s is not read: it belongs to another user (%u)", path,
                     (unsigned)status.st_uid);
    else if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        emit_warning(&o->emitter, "%s is not read: others may write to it", path);
    else {
        struct error *error = session_source(s, path, &o->emitter);

        if (error != NULL)
            emit_warning(&o->emitter, "%s", error->message);
        error_destroy(error);
    }
    emit_end_to(&o->emitter, 0);
    error_destroy(o->finish(o, 0, NULL));
}
