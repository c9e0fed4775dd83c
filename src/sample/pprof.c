/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/pprof.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "sample/facts.h"
#include "sample/recording.h"

/* Numbers of fields in profile.proto. */
enum {
    PROFILE_SAMPLE_TYPE = 1,
    PROFILE_SAMPLE = 2,
    PROFILE_LOCATION = 4,
    PROFILE_FUNCTION = 5,
    PROFILE_STRING = 6,
    PROFILE_TIME_NANOS = 9,
    PROFILE_DURATION_NANOS = 10,
    PROFILE_PERIOD_TYPE = 11,
    PROFILE_PERIOD = 12,
    PROFILE_COMMENT = 13,
    TYPE_TYPE = 1,
    TYPE_UNIT = 2,
    SAMPLE_LOCATION = 1,
    SAMPLE_VALUE = 2,
    LOCATION_ID = 1,
    LOCATION_LINE = 4,
    LINE_FUNCTION = 1,
    LINE_LINE = 2,
    FUNCTION_ID = 1,
    FUNCTION_NAME = 2,
    FUNCTION_SYSTEM_NAME = 3,
    FUNCTION_FILENAME = 4,
    FUNCTION_START_LINE = 5,
};

typedef ARRAY(uint8_t) bytes_array;

/* A gzip stream, written as it comes. */
struct gzip {
    FILE *out;
    z_stream stream;
};

static void gzip_put(struct gzip *gzip, const uint8_t *bytes, size_t size, int flush)
{
    uint8_t buffer[16384];

    gzip->stream.next_in = (uint8_t *)bytes;
    gzip->stream.avail_in = (unsigned)size;
    do {
        gzip->stream.next_out = buffer;
        gzip->stream.avail_out = sizeof buffer;
        deflate(&gzip->stream, flush);
        fwrite(buffer, 1, sizeof buffer - gzip->stream.avail_out, gzip->out);
    } while (gzip->stream.avail_out == 0);
}

static void put_varint(bytes_array *to, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        array_push(to, (uint8_t)(value | 0x80));
    array_push(to, (uint8_t)value);
}

static void put_number(bytes_array *to, unsigned field, uint64_t value)
{
    put_varint(to, (uint64_t)field << 3);
    put_varint(to, value);
}

static void put_bytes(bytes_array *to, unsigned field, const void *bytes, size_t size)
{
    put_varint(to, (uint64_t)field << 3 | 2);
    put_varint(to, size);
    array_reserve(to, size + 1);
    memcpy(to->data + to->count, bytes, size);
    to->count += size;
}

struct writer {
    const struct calltree *tree;
    struct gzip gzip;
    bytes_array message, inner;
    uint64_t strings; /* so far */
};

/* A message within the profile, which is what is in writer->message. */
static void send(struct writer *writer, unsigned field)
{
    bytes_array whole = {0};

    put_bytes(&whole, field, writer->message.data, writer->message.count);
    gzip_put(&writer->gzip, whole.data, whole.count, Z_NO_FLUSH);
    array_deinit(&whole);
    array_clear(&writer->message);
}

static void send_number(struct writer *writer, unsigned field, uint64_t value)
{
    put_number(&writer->message, field, value);
    gzip_put(&writer->gzip, writer->message.data, writer->message.count, Z_NO_FLUSH);
    array_clear(&writer->message);
}

/* Its number in the table of strings. */
static uint64_t send_string(struct writer *writer, const char *text)
{
    CLEANUP_FREE char *valid = text_from_bytes((const uint8_t *)text, strlen(text));

    array_reserve(&writer->message, strlen(valid) + 1);
    memcpy(writer->message.data, valid, strlen(valid));
    writer->message.count = strlen(valid);
    send(writer, PROFILE_STRING);
    return writer->strings++;
}

static void send_type(struct writer *writer, unsigned field, uint64_t type, uint64_t unit)
{
    put_number(&writer->message, TYPE_TYPE, type);
    put_number(&writer->message, TYPE_UNIT, unit);
    send(writer, field);
}

static void send_functions(struct writer *writer)
{
    for (size_t i = 0; i < writer->tree->by_function.count; i++) {
        const struct function *function = writer->tree->by_function.data[i].function;
        uint64_t name = send_string(writer, function->name);
        uint64_t filename = send_string(writer, function->filename);

        put_number(&writer->message, FUNCTION_ID, i + 1);
        put_number(&writer->message, FUNCTION_NAME, name);
        put_number(&writer->message, FUNCTION_SYSTEM_NAME, name);
        put_number(&writer->message, FUNCTION_FILENAME, filename);
        put_number(&writer->message, FUNCTION_START_LINE,
                   function->firstlineno > 0 ? (uint64_t)function->firstlineno : 0);
        send(writer, PROFILE_FUNCTION);
    }
}

/* A location is a line of a function. */
static void send_locations(struct writer *writer)
{
    const struct calltree *tree = writer->tree;
    CLEANUP_FREE uint32_t *functions = xcalloc(tree->by_line.count + 1, sizeof *functions);

    for (size_t i = 1; i < tree->nodes.count; i++)
        functions[tree->nodes.data[i].by_line] = tree->nodes.data[i].by_function;
    for (size_t i = 0; i < tree->by_line.count; i++) {
        const struct calltree_entry *entry = &tree->by_line.data[i];
        int line = entry->line != 0 ? entry->line : entry->function->firstlineno;

        array_clear(&writer->inner);
        put_number(&writer->inner, LINE_FUNCTION, functions[i] + 1);
        put_number(&writer->inner, LINE_LINE, line > 0 ? (uint64_t)line : 0);
        put_number(&writer->message, LOCATION_ID, i + 1);
        put_bytes(&writer->message, LOCATION_LINE, writer->inner.data, writer->inner.count);
        send(writer, PROFILE_LOCATION);
    }
}

/* sample_ns: what each of them stands for. */
static void send_samples(struct writer *writer, double sample_ns)
{
    const struct calltree *tree = writer->tree;

    for (size_t i = 1; i < tree->nodes.count; i++) {
        uint64_t own = tree->nodes.data[i].own;

        if (own == 0)
            continue;
        array_clear(&writer->inner);
        for (uint32_t up = (uint32_t)i; up != 0; up = tree->nodes.data[up].parent)
            put_varint(&writer->inner, tree->nodes.data[up].by_line + 1);
        put_bytes(&writer->message, SAMPLE_LOCATION, writer->inner.data, writer->inner.count);
        array_clear(&writer->inner);
        put_varint(&writer->inner, own);
        put_varint(&writer->inner, (uint64_t)((double)own * sample_ns));
        put_bytes(&writer->message, SAMPLE_VALUE, writer->inner.data, writer->inner.count);
        send(writer, PROFILE_SAMPLE);
    }
}

static void send_comments(struct writer *writer, const struct recording *recording)
{
    fact_array facts = {0};

    facts_add(&facts, "Command", xstrdup(recording->command));
    facts_of_recording(recording, &facts);
    for (size_t i = 0; i < facts.count; i++) {
        CLEANUP_FREE char *text = xasprintf("%s: %s", facts.data[i].name, facts.data[i].value);

        send_number(writer, PROFILE_COMMENT, send_string(writer, text));
    }
    facts_deinit(&facts);
}

void pprof_write(const struct recording *recording, FILE *out)
{
    struct writer writer = {.tree = &recording->tree, .gzip = {.out = out}};

    /* 15 bits of window, and 16 for gzip's header instead of zlib's. */
    if (deflateInit2(&writer.gzip.stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return;
    send_string(&writer, ""); /* the table begins with an empty string */

    uint64_t samples = send_string(&writer, "samples");
    uint64_t count = send_string(&writer, "count");
    uint64_t time = send_string(&writer, recording->cpu ? "cpu" : "wall");
    uint64_t nanoseconds = send_string(&writer, "nanoseconds");

    send_type(&writer, PROFILE_SAMPLE_TYPE, samples, count);
    send_type(&writer, PROFILE_SAMPLE_TYPE, time, nanoseconds);
    send_type(&writer, PROFILE_PERIOD_TYPE, time, nanoseconds);
    send_number(&writer, PROFILE_PERIOD, recording->period_ns);
    send_number(&writer, PROFILE_TIME_NANOS, (uint64_t)recording->started_unix_ms * 1000000u);
    send_number(&writer, PROFILE_DURATION_NANOS,
                recording->stats.running_ns + recording->stats.gap_ns);
    send_comments(&writer, recording);
    send_functions(&writer);
    send_locations(&writer);
    /* A sample of CPU time is a period of it, whatever deadlines were kept. */
    send_samples(&writer, recording->cpu
                              ? (double)recording->period_ns
                              : sampler_sample_ns(&recording->stats, recording->period_ns));
    gzip_put(&writer.gzip, NULL, 0, Z_FINISH);
    deflateEnd(&writer.gzip.stream);
    array_deinit(&writer.message);
    array_deinit(&writer.inner);
}
