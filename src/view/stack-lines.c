/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/stack-lines.h"

#include <stdlib.h>

#include "base/memory.h"
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
    array_push(&lines->lines, ((struct stack_line){
                                  .num = thread->num,
                                  .is_thread = true,
                                  .verified = true,
                                  .text = xasprintf("Thread %u %s", thread->num, thread->name),
                                  .place = xasprintf("%s%s", thread_state_name(thread->state),
                                                     thread->gil ? ", holds the GIL" : ""),
                              }));
}

static bool is_verified(const struct monitor_thread *thread, size_t level)
{
    return level + thread->verified >= thread->frames.count;
}

static bool is_repeated(const struct monitor_thread *thread, size_t level)
{
    const struct sample_frame *frame = &thread->frames.data[level];
    const struct sample_frame *before = frame - 1;

    return frame->function == before->function && frame->line == before->line &&
           is_verified(thread, level) == is_verified(thread, level - 1);
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
                        size_t level, size_t count)
{
    array_push(&lines->lines, ((struct stack_line){
                                  .num = thread->num,
                                  .folded = count,
                                  .verified = is_verified(thread, level),
                                  .level = level,
                                  .depth = thread->frames.count - 1 - level,
                                  .function = thread->frames.data[level].function,
                                  .text = xasprintf("[Previous line repeated %zu more time%s]",
                                                    count, count == 1 ? "" : "s"),
                                  .place = xstrdup(""),
                              }));
}

void stack_lines_push_frames(struct stack_lines *lines, const struct monitor_thread *thread,
                             size_t repeats)
{
    size_t count = thread->frames.count;

    if (count > lines->levels)
        lines->levels = count;
    for (size_t level = 0; level < count;) {
        size_t end = level + 1;

        while (end < count && is_repeated(thread, end))
            end++;

        size_t shown = repeats > 0 && end - level > repeats ? repeats : end - level;

        for (size_t i = 0; i < shown; i++)
            push_frame(lines, thread, level + i);
        if (level + shown < end)
            push_folded(lines, thread, level + shown, end - level - shown);
        level = end;
    }
}

bool stack_lines_find(const struct stack_lines *lines, unsigned num, size_t level, size_t *ret)
{
    bool found = false;

    for (size_t i = 0; i < lines->lines.count; i++) {
        const struct stack_line *line = &lines->lines.data[i];
        size_t frames = line->is_thread ? 0 : line->folded > 0 ? line->folded : 1;

        if (line->num != num || level < line->level || level - line->level >= frames)
            continue;
        *ret = i;
        found = true;
        break;
    }
    return found;
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
