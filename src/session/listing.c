/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/listing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "session/describe.h"
#include "target/files.h"
#include "target/process.h"
#include "target/target.h"

#define SOURCE_MAX_BYTES ((off_t)64 << 20)

/* The kernel rounds the start of a process down by up to 10 ms, and times of files. */
#define START_SLACK_S 0.05

static bool is_newer(const struct target *target, const struct stat *stat)
{
    struct timespec now;
    double age, file_age;

    if (target->process == NULL || clock_gettime(CLOCK_REALTIME, &now) < 0 ||
        !error_ignore(procfs_age(&target->process->stat, &age)))
        return false;
    file_age = (double)(now.tv_sec - stat->st_mtim.tv_sec) +
               (double)(now.tv_nsec - stat->st_mtim.tv_nsec) / 1e9;
    return file_age < age - START_SLACK_S;
}

void listing_warn(struct session *s, const char *file, const struct listing *listing,
                  struct emitter *e)
{
    size_t warned = s->warned_files.count;

    if (!listing->newer)
        return;
    word_list_add(&s->warned_files, file, strlen(file));
    if (s->warned_files.count > warned)
        emit_warning(e,
                     "%s has changed since the process started: the lines shown may not be those "
                     "that run",
                     file);
}

static void split_lines(struct listing *listing, size_t size)
{
    char *at = listing->text;
    char *end = at + size;

    while (at < end) {
        char *line_end = memchr(at, '\n', (size_t)(end - at));

        array_push(&listing->lines, at);
        if (line_end == NULL)
            break;
        *line_end = '\0';
        if (line_end > at && line_end[-1] == '\r')
            line_end[-1] = '\0';
        at = line_end + 1;
    }
}

/* Its number may be another process's by now, with another root; but what it saw of ours is there,
 * whatever has become of it. */
static struct error *open_file(struct target *target, const char *file, int *ret)
{
    const struct process *process = target->process;
    struct error *gone = target_check(target);

    if (gone == NULL)
        return files_open(target->pid, file, ret);
    if (process == NULL || !process->files_are_ours || file[0] != '/')
        return gone;
    error_destroy(gone);
    return files_open_own(file, ret);
}

struct error *listing_read(struct session *s, const char *file, struct listing *ret)
{
    return listing_read_of(s->target, file, ret);
}

struct error *listing_read_of(struct target *target, const char *file, struct listing *ret)
{
    CLEANUP_CLOSE int fd = -1;
    struct stat stat;

    *ret = (struct listing){0};
    if (file[0] == '<' || file[0] == '\0')
        return error_create(ERROR_NOT_FOUND, "%s is not a file: its source is nowhere to be read",
                            file);
    TRY(open_file(target, file, &fd));
    if (fstat(fd, &stat) < 0)
        return error_os(errno, file, "cannot look at");
    if (stat.st_size > SOURCE_MAX_BYTES)
        return error_create(ERROR_UNSUPPORTED, "%s is larger than 64 MiB", file);
    ret->newer = is_newer(target, &stat);
    ret->text = xmalloc((size_t)stat.st_size + 1);

    size_t used = 0;

    while (used < (size_t)stat.st_size) {
        ssize_t got = read(fd, ret->text + used, (size_t)stat.st_size - used);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        used += (size_t)got;
    }
    ret->text[used] = '\0';
    split_lines(ret, used);
    return NULL;
}

void listing_deinit(struct listing *listing)
{
    free(take_pointer(listing->text));
    array_deinit(&listing->lines);
}

/* A terminal's tab stops count from the screen's edge, and the line's number is before the text. */
static char *expand_tabs(const char *text)
{
    char *buffer = NULL;
    size_t size = 0;
    FILE *out = xopen_memstream(&buffer, &size);
    size_t column = 0;

    for (const char *at = text; *at != '\0'; at++) {
        if (*at != '\t') {
            fputc(*at, out);
            column += ((unsigned char)*at & 0xc0) != 0x80;
            continue;
        }
        do
            fputc(' ', out);
        while (++column % 8 != 0);
    }
    fclose(out);
    return buffer;
}

char *listing_text(const struct listing *listing, size_t line)
{
    return expand_tabs(listing->lines.data[line - 1]);
}

void listing_emit_line(struct emitter *e, const struct listing *listing, size_t line)
{
    const char *text = listing->lines.data[line - 1];
    CLEANUP_FREE char *expanded = listing_text(listing, line);

    emit_as(e, "line", STYLE_NUMBER, EMIT_OF_UINT(line), "%-7zu ", line);
    describe_shown(e, true, "text", STYLE_PLAIN, EMIT_OF_STRING(text), expanded);
    emit_text(e, "\n");
}

void listing_set_place(struct session *s, const char *file, int first, int last)
{
    struct listing_place *place = NULL;

    if (file != NULL) {
        place = xcalloc(1, sizeof *place);
        place->file = xstrdup(file);
        place->first = first;
        place->last = last;
    }
    if (s->listed != NULL)
        free(s->listed->file);
    free(s->listed);
    s->listed = place;
}

void listing_show_current(struct session *s, struct emitter *e)
{
    const struct frame *frame = session_frame(s);
    struct listing listing;

    listing_set_place(s, NULL, 0, 0);
    if (frame == NULL || frame->position.line == 0 ||
        !error_ignore(listing_read(s, frame->code->filename, &listing))) {
        emit_hidden_null(e, "source");
        return;
    }
    listing_warn(s, frame->code->filename, &listing, e);
    if ((size_t)frame->position.line <= listing.lines.count) {
        emit_begin_object(e, "source");
        listing_emit_line(e, &listing, (size_t)frame->position.line);
        emit_end(e);
    } else {
        emit_hidden_null(e, "source");
    }
    listing_deinit(&listing);
}
