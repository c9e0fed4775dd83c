/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/memory.h"
#include "python/code-cache.h"
#include "python/thread.h"
#include "python/type-kinds.h"
#include "python/view.h"
#include "target/target.h"

static const struct {
    uint32_t hexversion;
    bool free_threaded;
} versions[] = {
#define LAYOUT(version, free_threaded, origin) {version, free_threaded},
#define STRUCT(id, size)
#define FIELD(struct_id, id, offset, size, shift, bits)
#define END_LAYOUT()
#include "../../offsets/tables.def"
};

const int fake_versions = sizeof versions / sizeof *versions;

#define CHUNK_BYTES ((size_t)1 << 20)

static struct error *fake_read(void *arg, const struct target_range *ranges, size_t count)
{
    struct fake *fake = arg;

    fake->reads++;
    if (fake->changes != NULL)
        fake->changes(fake, fake->changes_arg);
    for (size_t i = 0; i < count; i++) {
        uint64_t at = ranges[i].address;

        if (at < FAKE_BASE || at - FAKE_BASE > FAKE_BYTES ||
            ranges[i].size > FAKE_BYTES - (at - FAKE_BASE))
            return error_fault(at, "no readable memory");
        memcpy(ranges[i].buffer, fake->memory + (at - FAKE_BASE), ranges[i].size);
    }
    return NULL;
}

static void fake_forget(void *arg)
{
    (void)arg;
}

static const struct target_ops ops = {.read = fake_read, .destroy = fake_forget};

uint64_t fake_alloc(struct fake *fake, size_t size)
{
    uint64_t address = fake->end;

    fake->end += (size + 15) & ~(size_t)15;
    assert(fake->end <= FAKE_BASE + FAKE_BYTES);
    return address;
}

void fake_put_bytes(struct fake *fake, uint64_t address, const void *bytes, size_t size)
{
    assert(address >= FAKE_BASE && address + size <= FAKE_BASE + FAKE_BYTES);
    memcpy(fake->memory + (address - FAKE_BASE), bytes, size);
}

void fake_put_u64(struct fake *fake, uint64_t address, uint64_t value)
{
    fake_put_bytes(fake, address, &value, sizeof value);
}

void fake_put(struct fake *fake, uint64_t address, struct layout_field field, uint64_t value)
{
    uint64_t old = 0;
    size_t size = field.size < 8 ? field.size : 8;

    if (!layout_has(field))
        return;
    if (field.bits != 0) {
        uint64_t mask = (((uint64_t)1 << field.bits) - 1) << field.shift;

        memcpy(&old, fake->memory + (address + field.offset - FAKE_BASE), size);
        value = (old & ~mask) | ((value << field.shift) & mask);
    }
    fake_put_bytes(fake, address + field.offset, &value, size);
}

uint64_t fake_object(struct fake *fake, uint64_t type, size_t size)
{
    uint64_t address = fake_alloc(fake, size);

    fake_put(fake, address, fake->layout->object.ob_type, type);
    return address;
}

uint64_t fake_tuple(struct fake *fake, const uint64_t *items, size_t count)
{
    const struct layout *layout = fake->layout;
    uint64_t tuple = fake_object(fake, fake->tuple_type, layout->tuple.size + 8 * count);

    fake_put(fake, tuple, layout->var_object.ob_size, count);
    for (size_t i = 0; i < count; i++)
        fake_put_u64(fake, tuple + layout->tuple.ob_item.offset + 8 * i, items[i]);
    return tuple;
}

uint64_t fake_type(struct fake *fake, const char *name)
{
    const struct layout_field *mro = &fake->layout->type.tp_mro;
    uint64_t text = fake_alloc(fake, strlen(name) + 1);
    uint64_t type = fake_object(fake, fake->type_type, fake->layout->type.size);
    uint64_t bases[] = {type, fake->object_type};

    fake_put_bytes(fake, text, name, strlen(name) + 1);
    fake_put(fake, type, fake->layout->type.tp_name, text);
    fake_put(fake, type, fake->layout->type.tp_base, fake->object_type);
    fake_put(fake, type, fake->layout->type.tp_basicsize, type_known_size(fake->layout, name));
    /* Not the same as object's: it is compared, and never called. */
    fake_put(fake, type, fake->layout->type.tp_repr, type);
    fake_put(fake, type, *mro, fake_tuple(fake, bases, fake->object_type != 0 ? 2 : 1));
    return type;
}

uint64_t fake_bytes(struct fake *fake, const void *bytes, size_t size)
{
    const struct layout *layout = fake->layout;
    uint64_t type = layout->traits.strings_are_bytes ? fake->str_type : fake->bytes_type;
    uint64_t address = fake_object(fake, type, layout->bytes.size + size);

    fake_put(fake, address, layout->var_object.ob_size, size);
    fake_put_bytes(fake, address + layout->bytes.ob_sval.offset, bytes, size);
    return address;
}

uint64_t fake_str(struct fake *fake, const char *ascii)
{
    const struct layout *layout = fake->layout;
    size_t size = strlen(ascii);

    if (layout->traits.strings_are_bytes)
        return fake_bytes(fake, ascii, size);

    uint64_t address = fake_object(fake, fake->str_type, layout->unicode.size + size + 1);

    fake_put(fake, address, layout->ascii.length, size);
    fake_put(fake, address, layout->ascii.kind, 1);
    fake_put(fake, address, layout->ascii.compact, 1);
    fake_put(fake, address, layout->ascii.is_ascii, 1);
    fake_put(fake, address, layout->ascii.ready, 1);
    fake_put_bytes(fake, address + layout->ascii.size, ascii, size);
    return address;
}

uint64_t fake_code(struct fake *fake, const char *name, const char *file, int firstlineno)
{
    static const uint8_t ranges[] = {14, 0};
    /* No columns, seven code units, no change of line. */
    static const uint8_t locations[] = {0x80 | 13 << 3 | 6, 0};
    const struct layout *layout = fake->layout;
    uint64_t address = fake_object(fake, fake->code_type, layout->code.size + FAKE_CODE_ROOM);
    uint64_t table = layout->traits.line_table == LINE_TABLE_RANGES
                         ? fake_bytes(fake, ranges, sizeof ranges)
                     : layout->traits.line_table == LINE_TABLE_LOCATIONS
                         ? fake_bytes(fake, locations, sizeof locations)
                         : fake_bytes(fake, "", 0);

    fake_put(fake, address, layout->code.co_name, fake_str(fake, name));
    fake_put(fake, address, layout->code.co_qualname, fake_str(fake, name));
    fake_put(fake, address, layout->code.co_filename, fake_str(fake, file));
    fake_put(fake, address, layout->code.co_firstlineno, (uint64_t)firstlineno);
    fake_put(fake, address, layout->code.co_linetable, table);
    fake_put(fake, address, layout->code.co_exceptiontable, fake_bytes(fake, "", 0));
    fake_put(fake, address, layout->code.co_names, fake_tuple(fake, NULL, 0));
    fake_put(fake, address, layout->code.co_code, fake_bytes(fake, "12345678901234", 14));
    if (layout_has(layout->code.co_code_adaptive))
        fake_put(fake, address, layout->var_object.ob_size, 7);
    return address;
}

uint64_t fake_push(struct fake *fake, uint64_t code)
{
    const struct layout *layout = fake->layout;
    uint64_t frame;

    if (layout_has(layout->tstate.frame)) {
        frame = fake_alloc(fake, layout->pyframe.size);
        fake_put(fake, frame, layout->pyframe.f_back, fake->newest);
        fake_put(fake, frame, layout->pyframe.f_code, code);
        fake_put(fake, frame, layout->pyframe.f_lasti, 2);
        fake_put(fake, fake->tstate, layout->tstate.frame, frame);
    } else {
        frame = fake->top;
        fake->top += (layout->iframe.localsplus.offset + 8 + 7) & ~7u;
        assert(fake->top <= fake->chunk + CHUNK_BYTES);

        uint64_t instruction = code + layout->code.co_code_adaptive.offset + 4;

        fake_put(fake, frame, layout->iframe.previous, fake->newest);
        /* Versions with tagged references mark one that is not counted. */
        fake_put(fake, frame, layout->iframe.executable,
                 code | (layout->traits.stack_ref_mask != 0));
        fake_put(fake, frame, layout->iframe.prev_instr, instruction);
        fake_put(fake, frame, layout->iframe.instr_ptr, instruction);
        fake_put(fake, fake->tstate, layout->tstate.datastack_top, fake->top);
        if (layout_has(layout->tstate.current_frame)) {
            fake_put(fake, fake->tstate, layout->tstate.current_frame, frame);
        } else {
            uint64_t cframe = fake_alloc(fake, layout->cframe.size);

            fake_put(fake, cframe, layout->cframe.current_frame, frame);
            fake_put(fake, fake->tstate, layout->tstate.cframe, cframe);
        }
    }
    fake->newest = frame;
    return frame;
}

/* From 3.12 on C calls Python through an entry frame, which is the oldest of every stack. */
static void push_shim(struct fake *fake)
{
    const struct layout_frame_owners *owners = &fake->layout->traits.owner;
    int owner = owners->cstack >= 0 ? owners->cstack : owners->interpreter;

    if (owner < 0)
        return;
    fake->newest = fake->top;
    fake->top += (fake->layout->iframe.localsplus.offset + 8 + 7) & ~7u;
    fake_put(fake, fake->newest, fake->layout->iframe.owner, (uint64_t)owner);
}

static void make_interpreter(struct fake *fake)
{
    const struct layout *layout = fake->layout;
    uint64_t runtime = fake_alloc(fake, layout->runtime.size + 64);

    fake->interpreter = fake_alloc(fake, layout->interp.size + 64);
    fake->tstate = fake_alloc(fake, layout->tstate.size);
    fake->modules =
        fake_dict(fake, (const char *[]){"sys"}, (uint64_t[]){fake_str(fake, "a module")}, 1);
    fake->runtime->address = runtime;
    fake->runtime->interpreters_head = runtime + layout->runtime.interpreters_head.offset;
    fake_put_u64(fake, fake->runtime->interpreters_head, fake->interpreter);
    fake_put(fake, runtime, layout->runtime.interpreters_main, fake->interpreter);
    fake_put(fake, fake->interpreter, layout->interp.threads_head, fake->tstate);
    fake_put(fake, fake->interpreter, layout->interp.modules, fake->modules);
    fake_put(fake, fake->tstate, layout->tstate.interp, fake->interpreter);
    if (layout_has(layout->tstate.datastack_chunk)) {
        fake->chunk = fake_alloc(fake, CHUNK_BYTES);
        fake->top = fake->chunk + layout->stack_chunk.data.offset;
        fake_put(fake, fake->chunk, layout->stack_chunk.size_, CHUNK_BYTES);
        fake_put(fake, fake->tstate, layout->tstate.datastack_chunk, fake->chunk);
        push_shim(fake);
        fake_put(fake, fake->tstate, layout->tstate.datastack_top, fake->top);
    }
}

/* The first of them before their types are there: those are put into them afterwards. */
static void make_types(struct fake *fake)
{
    static const uint64_t type_subclass = (uint64_t)1 << 31;
    const struct layout *layout = fake->layout;
    uint64_t mro;

    fake->object_type = fake_type(fake, "object");
    fake->type_type = fake_type(fake, "type");
    fake->tuple_type = fake_type(fake, "tuple");
    fake_put(fake, fake->object_type, layout->object.ob_type, fake->type_type);
    fake_put(fake, fake->type_type, layout->object.ob_type, fake->type_type);
    fake_put(fake, fake->type_type, layout->type.tp_flags, type_subclass);
    for (int i = 0; i < 3; i++) {
        uint64_t type = (uint64_t[]){fake->object_type, fake->type_type, fake->tuple_type}[i];

        memcpy(&mro, fake->memory + (type + layout->type.tp_mro.offset - FAKE_BASE), sizeof mro);
        fake_put(fake, mro, layout->object.ob_type, fake->tuple_type);
    }
    fake->dict_type = fake_type(fake, "dict");
    fake->str_type = fake_type(fake, "str");
    fake->bytes_type = fake_type(fake, "bytes");
    fake->code_type = fake_type(fake, "code");
    fake->int_type = fake_type(fake, "int");
}

struct fake *fake_create(int version)
{
    struct fake *fake = xcalloc(1, sizeof *fake);

    assert(version >= 0 && version < fake_versions);
    /* Not the heap's: pages that nobody touches cost nothing. */
    fake->memory =
        mmap(NULL, FAKE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert(fake->memory != MAP_FAILED);
    fake->end = FAKE_BASE + 4096;
    fake->runtime = xcalloc(1, sizeof *fake->runtime);
    fake->runtime->target = target_create(&ops, fake);
    fake->runtime->codes = code_cache_create();
    fake->runtime->numbers = thread_numbers_create();

    struct error *error = layout_builtin(versions[version].hexversion,
                                         versions[version].free_threaded, &fake->runtime->layout);

    assert(error == NULL);
    fake->layout = &fake->runtime->layout;
    fake->runtime->hexversion = fake->layout->hexversion;
    make_types(fake);
    make_interpreter(fake);
    return fake;
}

void fake_destroy(struct fake *fake)
{
    struct target *target = fake->runtime->target;

    runtime_destroy(fake->runtime);
    target_destroy(target);
    munmap(fake->memory, FAKE_BYTES);
    free(fake);
}
