/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/speedscope.h"

#include <inttypes.h>

#include "base/memory.h"
#include "sample/json-text.h"
#include "sample/recording.h"

static void write_frames(const struct recording *recording, FILE *out)
{
    for (size_t i = 0; i < recording->tree.by_line.count; i++) {
        const struct calltree_entry *entry = &recording->tree.by_line.data[i];
        int line = entry->line != 0 ? entry->line : entry->function->firstlineno;

        fputs(i > 0 ? ",\n{\"name\":" : "{\"name\":", out);
        json_text_write(entry->function->name, out);
        if (entry->function->filename[0] != '\0') {
            fputs(",\"file\":", out);
            json_text_write(entry->function->filename, out);
        }
        if (line > 0)
            fprintf(out, ",\"line\":%d", line);
        fputc('}', out);
    }
}

/* What is open while events are written: the path to a node, outermost first. */
struct writer {
    const struct recording *recording;
    struct recording_order order;
    double end; /* of all profiles */
    FILE *out;
    bool any;
    ARRAY(uint32_t) open, next; /* nodes */
};

static double seconds(const struct recording *recording, uint64_t time_ns)
{
    return time_ns > recording->started_ns ? (double)(time_ns - recording->started_ns) / 1e9 : 0;
}

static void write_event(struct writer *writer, char type, uint32_t node, double at)
{
    fprintf(writer->out, "%s{\"type\":\"%c\",\"frame\":%" PRIu32 ",\"at\":%.9f}",
            writer->any ? ",\n" : "", type, writer->recording->tree.nodes.data[node].by_line, at);
    writer->any = true;
}

/* Closes and opens what it takes to be at node; 0: nowhere. */
static void go_to(struct writer *writer, uint32_t node, double at)
{
    const struct calltree *tree = &writer->recording->tree;
    size_t common = 0;

    array_clear(&writer->next);
    for (uint32_t up = node; up != 0; up = tree->nodes.data[up].parent)
        array_push(&writer->next, up);
    for (size_t i = 0; i < writer->next.count / 2; i++) {
        uint32_t swapped = writer->next.data[i];

        writer->next.data[i] = writer->next.data[writer->next.count - 1 - i];
        writer->next.data[writer->next.count - 1 - i] = swapped;
    }
    while (common < writer->open.count && common < writer->next.count &&
           writer->open.data[common] == writer->next.data[common])
        common++;
    while (writer->open.count > common)
        write_event(writer, 'C', writer->open.data[--writer->open.count], at);
    for (size_t i = common; i < writer->next.count; i++) {
        array_push(&writer->open, writer->next.data[i]);
        write_event(writer, 'O', writer->next.data[i], at);
    }
}

static void write_events(struct writer *writer, uint32_t thread)
{
    const struct recording *recording = writer->recording;
    uint64_t end = 0;

    for (size_t i = writer->order.first[thread]; i < writer->order.first[thread + 1]; i++) {
        const struct recording_event *event = &recording->events.data[writer->order.events[i]];
        uint64_t start = event->time_ns > end ? event->time_ns : end;

        /* A pause: the thread did not run, or could not be sampled in time. */
        if (event->time_ns > end + recording->period_ns)
            go_to(writer, 0, seconds(recording, end));
        go_to(writer, event->node, seconds(recording, start));
        end = event->time_ns + event->count * recording->period_ns;
        end = end > start ? end : start;
    }
    go_to(writer, 0, seconds(recording, end));
}

static void write_profile(struct writer *writer, uint32_t index)
{
    const struct recording *recording = writer->recording;
    const struct recording_thread *thread = &recording->threads.data[index];
    CLEANUP_FREE char *name = recording_thread_label(thread);

    fputs(index > 0 ? ",\n{\"type\":\"evented\",\"name\":" : "{\"type\":\"evented\",\"name\":",
          writer->out);
    json_text_write(name, writer->out);
    fprintf(writer->out, ",\"unit\":\"seconds\",\"startValue\":0,\"endValue\":%.9f,\"events\":[\n",
            writer->end);
    writer->any = false;
    write_events(writer, index);
    fputs("]}", writer->out);
}

/* When the last sample ended: a thread's profile may not end before its events do. */
static double end_of_all(const struct recording *recording)
{
    uint64_t end = recording->started_ns + recording->stats.running_ns + recording->stats.gap_ns;

    for (size_t i = 0; i < recording->events.count; i++) {
        const struct recording_event *event = &recording->events.data[i];

        if (event->time_ns + event->count * recording->period_ns > end)
            end = event->time_ns + event->count * recording->period_ns;
    }
    return seconds(recording, end);
}

void speedscope_write(const struct recording *recording, FILE *out)
{
    struct writer writer = {.recording = recording, .end = end_of_all(recording), .out = out};

    recording_order_init(recording, &writer.order);
    fputs("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\n\"name\":", out);
    json_text_write(recording->command, out);
    fputs(",\n\"exporter\":\"pyinspect\",\n\"activeProfileIndex\":0,\n\"shared\":{\"frames\":[\n",
          out);
    write_frames(recording, out);
    fputs("]},\n\"profiles\":[\n", out);
    for (uint32_t i = 0; i < recording->threads.count; i++)
        write_profile(&writer, i);
    fputs("]}\n", out);
    recording_order_deinit(&writer.order);
    array_deinit(&writer.open);
    array_deinit(&writer.next);
}
