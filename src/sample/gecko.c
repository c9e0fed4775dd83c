/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/gecko.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "sample/json-text.h"
#include "sample/recording.h"

/*
 * Each thread has tables of its own. A stack is a frame and the stack that it was called from, just
 * as a node of the tree; a frame is one of the tree's lines, and has a string of the same number.
 */
struct tables {
    const struct recording *recording;
    const struct recording_order *order;
    FILE *out;
    uint32_t *stacks; /* node: its number in the table + 1; 0: it is not in it */
    uint32_t *frames; /* line: the same */
    ARRAY(uint32_t) stack_nodes, frame_nodes;
};

static void number_stack(struct tables *tables, uint32_t node)
{
    const struct calltree *tree = &tables->recording->tree;
    ARRAY(uint32_t) path = {0};

    for (uint32_t up = node; up != 0 && tables->stacks[up] == 0; up = tree->nodes.data[up].parent)
        array_push(&path, up);
    /* Whoever calls comes before whom it calls. */
    for (size_t i = path.count; i > 0; i--) {
        uint32_t at = path.data[i - 1];
        uint32_t line = tree->nodes.data[at].by_line;

        array_push(&tables->stack_nodes, at);
        tables->stacks[at] = (uint32_t)tables->stack_nodes.count;
        if (tables->frames[line] == 0) {
            array_push(&tables->frame_nodes, at);
            tables->frames[line] = (uint32_t)tables->frame_nodes.count;
        }
    }
    array_deinit(&path);
}

/* From one sample of an event to the next: a period, or less where the clock was not kept, so that
 * they all come before the event that follows in the thread. */
static uint64_t step_of(const struct tables *tables, size_t at, uint32_t thread)
{
    const struct recording *recording = tables->recording;
    const struct recording_order *order = tables->order;
    const struct recording_event *event = &recording->events.data[order->events[at]];
    uint64_t step = recording->period_ns;

    if (at + 1 < order->first[thread + 1]) {
        uint64_t next = recording->events.data[order->events[at + 1]].time_ns;
        uint64_t room = next > event->time_ns ? (next - event->time_ns) / event->count : 0;

        step = room < step ? room : step;
    }
    return step;
}

static void write_samples(struct tables *tables, uint32_t thread)
{
    const struct recording *recording = tables->recording;
    bool any = false;

    fputs("\"samples\":{\"schema\":{\"stack\":0,\"time\":1,\"eventDelay\":2},\"data\":[\n",
          tables->out);
    for (size_t i = tables->order->first[thread]; i < tables->order->first[thread + 1]; i++) {
        const struct recording_event *event = &recording->events.data[tables->order->events[i]];

        if (event->node == 0)
            continue;
        number_stack(tables, event->node);

        uint64_t step_ns = step_of(tables, i, thread);

        for (uint32_t j = 0; j < event->count; j++) {
            uint64_t time_ns = event->time_ns + j * step_ns - recording->started_ns;

            fprintf(tables->out, "%s[%" PRIu32 ",%.6f,0]", any ? ",\n" : "",
                    tables->stacks[event->node] - 1, (double)time_ns / 1e6);
            any = true;
        }
    }
    fputs("]},\n", tables->out);
}

static void write_stacks(const struct tables *tables)
{
    const struct calltree *tree = &tables->recording->tree;

    fputs("\"stackTable\":{\"schema\":{\"prefix\":0,\"frame\":1},\"data\":[\n", tables->out);
    for (size_t i = 0; i < tables->stack_nodes.count; i++) {
        const struct calltree_node *node = &tree->nodes.data[tables->stack_nodes.data[i]];

        fputs(i > 0 ? ",\n[" : "[", tables->out);
        if (node->parent == 0)
            fputs("null", tables->out);
        else
            fprintf(tables->out, "%" PRIu32, tables->stacks[node->parent] - 1);
        fprintf(tables->out, ",%" PRIu32 "]", tables->frames[node->by_line] - 1);
    }
    fputs("]},\n", tables->out);
}

static void write_frames(const struct tables *tables)
{
    const struct calltree *tree = &tables->recording->tree;

    fputs("\"frameTable\":{\"schema\":{\"location\":0,\"relevantForJS\":1,\"innerWindowID\":2,"
          "\"implementation\":3,\"line\":4,\"column\":5,\"category\":6,\"subcategory\":7},"
          "\"data\":[\n",
          tables->out);
    for (size_t i = 0; i < tables->frame_nodes.count; i++) {
        const struct calltree_node *node = &tree->nodes.data[tables->frame_nodes.data[i]];
        int line = node->line != 0 ? node->line : node->function->firstlineno;

        fprintf(tables->out, "%s[%zu,false,0,null,", i > 0 ? ",\n" : "", i);
        if (line > 0)
            fprintf(tables->out, "%d", line);
        else
            fputs("null", tables->out);
        fputs(",null,0,0]", tables->out);
    }
    fputs("]},\n\"stringTable\":[\n", tables->out);
    for (size_t i = 0; i < tables->frame_nodes.count; i++) {
        const struct calltree_node *node = &tree->nodes.data[tables->frame_nodes.data[i]];
        CLEANUP_FREE char *label = calltree_label(node);

        if (i > 0)
            fputs(",\n", tables->out);
        json_text_write(label, tables->out);
    }
    fputs("]", tables->out);
}

static void write_thread(const struct recording *recording, const struct recording_order *order,
                         uint32_t index, FILE *out)
{
    const struct recording_thread *thread = &recording->threads.data[index];
    struct tables tables = {
        .recording = recording,
        .order = order,
        .out = out,
        .stacks = xcalloc(recording->tree.nodes.count + 1, sizeof *tables.stacks),
        .frames = xcalloc(recording->tree.by_line.count + 1, sizeof *tables.frames),
    };

    fputs(index > 0 ? ",\n{\"name\":" : "{\"name\":", out);
    json_text_write(thread->name, out);
    if (thread->process != NULL) {
        fputs(",\"processName\":", out);
        json_text_write(thread->process, out);
    }
    fprintf(out,
            ",\"processType\":\"default\",\"pid\":%d,\"tid\":%d,\"registerTime\":0,"
            "\"unregisterTime\":null,\"isMainThread\":%s,\n"
            "\"markers\":{\"schema\":{\"name\":0,\"startTime\":1,\"endTime\":2,\"phase\":3,"
            "\"category\":4,\"data\":5},\"data\":[]},\n",
            (int)thread->pid, (int)thread->tid, thread->num == 1 ? "true" : "false");
    write_samples(&tables, index);
    write_stacks(&tables);
    write_frames(&tables);
    fputs("}", out);
    free(tables.stacks);
    free(tables.frames);
    array_deinit(&tables.stack_nodes);
    array_deinit(&tables.frame_nodes);
}

void gecko_write(const struct recording *recording, FILE *out)
{
    struct recording_order order;

    fprintf(out,
            "{\"meta\":{\"version\":24,\"interval\":%.6f,\"startTime\":%" PRId64
            ",\"shutdownTime\":null,\"stackwalk\":0,\"debug\":0,\"gcpoison\":0,\"asyncstack\":0,"
            "\"processType\":0,"
            "\"presymbolicated\":true,\"oscpu\":\"Linux\",\"platform\":\"Linux\",\"categories\":[{"
            "\"name\":\"Python\",\"color\":\"yellow\",\"subcategories\":[\"Other\"]}],"
            "\"markerSchema\":[],\"product\":",
            (double)recording->period_ns / 1e6, recording->started_unix_ms);
    json_text_write(recording->command, out);
    fputs(",\"appBuildID\":\"\",\"misc\":", out);
    json_text_write(recording->version, out);
    fputs("},\n\"libs\":[],\"pages\":[],\"counters\":[],\"processes\":[],\"pausedRanges\":[],\n"
          "\"threads\":[\n",
          out);
    recording_order_init(recording, &order);
    for (uint32_t i = 0; i < recording->threads.count; i++)
        write_thread(recording, &order, i, out);
    recording_order_deinit(&order);
    fputs("]}\n", out);
}
