/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-tasks.h"

bool fake_has_tasks(const struct fake *fake)
{
    return !fake->layout->traits.strings_are_bytes && fake->layout->generator.size != 0;
}

static uint64_t instance(struct fake *fake, const struct fake_names *names)
{
    uint64_t class = fake_class(fake, "Made", fake->object_type, fake_dict(fake, NULL, NULL, 0));

    return fake_instance(fake, class, fake_dict_of(fake, names));
}

uint64_t fake_coroutine(struct fake *fake, const char *name, uint64_t awaits)
{
    const struct layout *layout = fake->layout;
    uint64_t ret = fake_object(fake, fake_type(fake, "coroutine"), 1024);
    uint64_t code = fake_code(fake, name, "/app/x.py", 10);
    uint64_t top = awaits != 0 ? awaits : ret;

    if (layout_has(layout->generator.gi_iframe)) {
        uint64_t frame = ret + layout->generator.gi_iframe.offset;
        uint64_t instruction = code + layout->code.co_code_adaptive.offset + 4;

        fake_put(fake, frame, layout->iframe.executable, code);
        fake_put(fake, frame, layout->iframe.prev_instr, instruction);
        fake_put(fake, frame, layout->iframe.instr_ptr, instruction);
        fake_put(fake, frame, layout->iframe.stacktop, 1);
        fake_put(fake, frame, layout->iframe.stackpointer,
                 frame + layout->iframe.localsplus.offset + 8);
        fake_put_u64(fake, frame + layout->iframe.localsplus.offset, top);
        fake_put(fake, ret, layout->generator.gi_frame_state,
                 (uint64_t)(layout->traits.generator_ended - 2));
    } else {
        uint64_t frame = fake_alloc(fake, layout->pyframe.size + 8);
        uint64_t bottom = fake_alloc(fake, 8);

        fake_put(fake, frame, layout->pyframe.f_code, code);
        fake_put(fake, frame, layout->pyframe.f_lasti, 2);
        fake_put(fake, frame, layout->pyframe.f_valuestack, bottom);
        fake_put(fake, frame, layout->pyframe.f_stacktop, bottom + 8);
        fake_put(fake, frame, layout->pyframe.f_stackdepth, 1);
        fake_put_u64(fake, bottom, top);
        fake_put(fake, ret, layout->generator.gi_frame, frame);
    }
    return ret;
}

uint64_t fake_task(struct fake *fake, uint64_t coro)
{
    struct fake_names names = {0};

    fake_name(&names, "_state", fake_str(fake, "PENDING"));
    fake_name(&names, "_loop", fake_str(fake, "loop"));
    fake_name(&names, "_coro", coro);
    fake_name(&names, "_fut_waiter", coro);
    fake_name(&names, "_name", fake_str(fake, "made"));
    return instance(fake, &names);
}

uint64_t fake_put_tasks(struct fake *fake, const uint64_t *tasks, size_t count)
{
    const struct layout *layout = fake->layout;
    uint64_t set = fake_object(fake, fake_type(fake, "set"), 256);
    uint64_t table = fake_alloc(fake, 16 * 64);
    struct fake_names weak = {0}, module = {0}, modules = {0};

    for (size_t i = 0; i < count; i++) {
        uint64_t reference = fake_object(fake, fake_type(fake, "weakref"), 128);

        fake_put(fake, reference, layout->weakref.wr_object, tasks[i]);
        fake_put_u64(fake, table + 16 * i, reference);
        fake_put_u64(fake, table + 16 * i + 8, i);
    }
    fake_put(fake, set, layout->set.used, count);
    fake_put(fake, set, layout->set.mask, 63);
    fake_put(fake, set, layout->set.table, table);
    fake_name(&weak, "data", set);
    fake_name(&module, "_scheduled_tasks", instance(fake, &weak));
    fake_name(&modules, "asyncio.tasks", instance(fake, &module));
    fake_put(fake, fake->interpreter, layout->interp.modules, fake_dict_of(fake, &modules));
    return set;
}
