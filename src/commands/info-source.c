/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "session/listing.h"
#include "session/session.h"

static void show_file(const struct listing *listing, struct emitter *e)
{
    emit_text(e, "It has ");
    emit_uint(e, "lines", STYLE_NUMBER, listing->lines.count);
    emit_textf(e, STYLE_PLAIN, " line%s, and ", listing->lines.count == 1 ? "" : "s");
    emit_as(e, "newer_than_process", listing->newer ? STYLE_WARNING : STYLE_PLAIN,
            EMIT_OF_BOOL(listing->newer), "%s",
            listing->newer ? "has changed since the process started: other lines may run"
                           : "has not changed since the process started");
    emit_text(e, ".\n");
}

static struct error *info_source_run(struct session *s, const char *args, struct emitter *e)
{
    const struct code *code = session_frame(s)->code;
    struct listing listing;
    struct error *error;

    if (args[0] != '\0')
        return error_create(ERROR_USAGE, "info source takes no arguments; it is about the selected "
                                         "frame");
    emit_text(e, "The source file of frame ");
    emit_uint(e, "level", STYLE_NUMBER, s->frame);
    emit_text(e, " is ");
    emit_string(e, "file", STYLE_FILE, code->filename);
    emit_text(e, ".\n");
    error = listing_read(s, code->filename, &listing);
    emit_hidden_string(e, "error", error != NULL ? error->message : NULL);
    if (error == NULL) {
        show_file(&listing, e);
        listing_deinit(&listing);
        return NULL;
    }
    emit_text(e, "It cannot be read: ");
    emit_quoted(e, STYLE_WARNING, error->message);
    emit_text(e, ".\n");
    error_destroy(error);
    return NULL;
}

const struct command info_source_command = {
    .name = "info source",
    .group = GROUP_WHAT,
    .usage = "",
    .summary = "Print which file the selected frame's source is, and whether it has changed",
    .needs = NEEDS_FRAME,
    .run = info_source_run,
};
