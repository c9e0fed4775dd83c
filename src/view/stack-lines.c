/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/stack-lines.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/repeats.h"
#include "sample/function.h"
#include "sample/monitor.h"

void stack_lines_clear(struct stack_lines *lines)
{
    for (size_t i = 0; i < lines->lines.count; i++) {
        free(lines->lines.data[i].text);
        free(lines->lines.data[i].place);
    }
    array_clear(&lines->lines);
    lines->levels = 0;
}

void stack_lines_deinit(struct stack_lines *lines)
{
    stack_lines_clear(lines);
    array_deinit(&lines->lines);
}

void stack_lines_push_thread(struct stack_lines *lines, const struct monitor_thread *thread)
{
    CLEANUP_FREE char *title = monitor_thread_title(thread);

    array_push(&lines->lines, ((struct stack_line){
                                  .num = thread->num,
                                  .is_thread = true,
                                  .verified = true,
                                  .text = xasprintf("Thread %s %s", title, thread->name),
                                  .place = xasprintf("%s%s", thread_state_name(thread->state),
                                                     thread->gil ? ", holds the GIL" : ""),
                              }));
}

static bool is_verified(const struct monitor_thread *thread, size_t level)
{
    return level + thread->verified >= thread->frames.count;
}

static bool is_same(const void *arg, size_t a, size_t b)
{
    const struct monitor_thread *thread = arg;
    const struct sample_frame *left = &thread->frames.data[a], *right = &thread->frames.data[b];

    return left->function == right->function && left->line == right->line &&
           is_verified(thread, a) == is_verified(thread, b);
}

static void push_frame(struct stack_lines *lines, const struct monitor_thread *thread, size_t level)
{
    const struct sample_frame *frame = &thread->frames.data[level];
    const struct function *function = frame->function;

    array_push(&lines->lines,
               ((struct stack_line){
                   .num = thread->num,
                   .verified = is_verified(thread, level),
                   .level = level,
                   .depth = thread->frames.count - 1 - level,
                   .function = function,
                   .line = frame->line,
                   .text = xstrdup(function->name),
                   .place = frame->line > 0 ? xasprintf("%s:%d", function->filename, frame->line)
                                            : xstrdup(function->filename),
               }));
}

static void push_folded(struct stack_lines *lines, const struct monitor_thread *thread,
                        size_t level, size_t count, char *text)
{
    array_push(&lines->lines, ((struct stack_line){
                                  .num = thread->num,
                                  .folded = count,
                                  .verified = is_verified(thread, level),
                                  .level = level,
                                  .depth = thread->frames.count - 1 - level,
                                  .function = thread->frames.data[level].function,
                                  .text = text,
                                  .place = xstrdup(""),
                              }));
}

void stack_lines_push_frames(struct stack_lines *lines, const struct monitor_thread *thread,
                             size_t repeats)
{
    struct repeats_list list = {thread->frames.count, repeats, is_same, thread};

    if (list.count > lines->levels)
        lines->levels = list.count;
    for (size_t level = 0; level < list.count;) {
        struct repeats found;
        bool folds = repeats_find(&list, level, &found);
        size_t shown = folds ? level + repeats * found.period : level + 1;
        size_t end = folds ? level + found.times * found.period : shown;

        for (; level < shown; level++)
            push_frame(lines, thread, level);
        if (folds)
            push_folded(lines, thread, level, end - level, repeats_text(&list, &found));
        level = end;
    }
}

bool stack_lines_find(const struct stack_lines *lines, unsigned num, size_t level, size_t *ret)
{
    for (size_t i = 0; i < lines->lines.count; i++) {
        const struct stack_line *line = &lines->lines.data[i];
        size_t frames = line->is_thread ? 0 : line->folded > 0 ? line->folded : 1;

        if (line->num != num || level < line->level || level - line->level >= frames)
            continue;
        *ret = i;
        return true;
    }
    return false;
}

static void draw_thread(const struct stack_line *line, const struct surface *row, bool selected)
{
    int used = surface_put(row, 0, 0, row->width, selected ? LOOK_SELECTED : LOOK_TITLE, FIT_LEFT,
                           line->text);

    surface_put(row, 0, used + 2, row->width - used - 2, selected ? LOOK_SELECTED : LOOK_DIM,
                FIT_LEFT, line->place);
}

/* Columns of the frames' numbers: they stand below each other, however many there are. */
static int number_width(const struct stack_lines *lines)
{
    int width = 4;

    for (size_t most = 10000; lines->levels > most && width < 20; most *= 10)
        width++;
    return width;
}

void stack_lines_draw(const struct stack_lines *lines, size_t at, const struct surface *row,
                      bool selected)
{
    const struct stack_line *line = &lines->lines.data[at];
    int numbers = number_width(lines), names = 4 + numbers;
    int left = row->width - names, place = left * 2 / 5;

    if (line->is_thread) {
        draw_thread(line, row, selected);
        return;
    }
    if (selected)
        surface_put(row, 0, 0, row->width, LOOK_SELECTED, FIT_LEFT, "");
    if (line->folded > 0) {
        surface_put(row, 0, names, left, selected ? LOOK_SELECTED : LOOK_DIM, FIT_LEFT, line->text);
        return;
    }
    surface_print(row, 0, 1, 2 + numbers, selected ? LOOK_SELECTED : LOOK_DIM, "%s%zu",
                  line->verified ? " #" : "?#", line->level);
    surface_put(row, 0, names, left - place - 1, selected ? LOOK_SELECTED : LOOK_FUNCTION,
                FIT_MIDDLE, line->text);
    surface_put(row, 0, names + left - place, place, selected ? LOOK_SELECTED : LOOK_FILE, FIT_TAIL,
                line->place);
}
