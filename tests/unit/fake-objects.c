/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is made of the objects of fake.c: containers, functions, classes and their instances. */
#include <string.h>

#include "base/memory.h"
#include "fake.h"

#define HEAP_TYPE ((uint64_t)1 << 9)

uint64_t fake_list(struct fake *fake, const uint64_t *items, size_t count)
{
    uint64_t list = fake_object(fake, fake_type(fake, "list"), 64);
    uint64_t place = fake_alloc(fake, 8 * count);

    for (size_t i = 0; i < count; i++)
        fake_put_u64(fake, place + 8 * i, items[i]);
    fake_put(fake, list, fake->layout->var_object.ob_size, count);
    fake_put(fake, list, fake->layout->list.ob_item, place);
    fake_put(fake, list, fake->layout->list.allocated, count);
    return list;
}

/* 2.7: the table is all there is. */
static void make_table(struct fake *fake, uint64_t dict, size_t slots, const char *const *names,
                       const uint64_t *values, size_t count)
{
    const struct layout *layout = fake->layout;
    uint64_t table = fake_alloc(fake, slots * layout->dict_entry.size);

    fake_put(fake, dict, layout->dict.ma_mask, slots - 1);
    fake_put(fake, dict, layout->dict.ma_table, table);
    for (size_t i = 0; i < count; i++) {
        uint64_t entry = table + i * layout->dict_entry.size;

        fake_put(fake, entry, layout->dict_entry.me_key, fake_str(fake, names[i]));
        fake_put(fake, entry, layout->dict_entry.me_value, values[i]);
    }
}

/* One byte an index, up to 128 slots. */
static void make_keys(struct fake *fake, uint64_t dict, size_t slots, const char *const *names,
                      const uint64_t *values, size_t count)
{
    const struct layout *layout = fake->layout;
    bool unicode_only = layout_has(layout->dict_keys.dk_kind);
    struct layout_field key =
        unicode_only ? layout->dict_unicode_entry.me_key : layout->dict_entry.me_key;
    struct layout_field value =
        unicode_only ? layout->dict_unicode_entry.me_value : layout->dict_entry.me_value;
    uint64_t size = unicode_only ? layout->dict_unicode_entry.size : layout->dict_entry.size;
    uint64_t keys = fake_alloc(fake, layout->dict_keys.size + slots + slots * size);
    uint64_t entry = keys + layout->dict_keys.dk_indices.offset + slots;
    unsigned log2 = (unsigned)__builtin_ctzll(slots);

    fake_put(fake, dict, layout->dict.ma_keys, keys);
    fake_put(fake, keys, layout->dict_keys.dk_size, slots);
    fake_put(fake, keys, layout->dict_keys.dk_log2_size, log2);
    fake_put(fake, keys, layout->dict_keys.dk_log2_index_bytes, log2);
    fake_put(fake, keys, layout->dict_keys.dk_kind, 1);
    fake_put(fake, keys, layout->dict_keys.dk_nentries, count);
    for (size_t i = 0; i < count; i++, entry += size) {
        fake_put(fake, entry, key, fake_str(fake, names[i]));
        fake_put(fake, entry, value, values[i]);
    }
}

uint64_t fake_dict(struct fake *fake, const char *const *names, const uint64_t *values,
                   size_t count)
{
    uint64_t dict = fake_object(fake, fake->dict_type, fake->layout->dict.size);
    size_t slots = 8;

    while (slots <= count)
        slots *= 2;
    fake_put(fake, dict, fake->layout->dict.ma_used, count);
    if (layout_has(fake->layout->dict.ma_table))
        make_table(fake, dict, slots, names, values, count);
    else
        make_keys(fake, dict, slots, names, values, count);
    return dict;
}

uint64_t fake_int(struct fake *fake, uint32_t value)
{
    const struct layout *layout = fake->layout;
    uint64_t number = fake_object(fake, fake->int_type, 64);

    if (layout->traits.strings_are_bytes) {
        fake_put(fake, number, layout->int_.ob_ival, value);
        return number;
    }
    if (layout_has(layout->long_.lv_tag))
        fake_put(fake, number, layout->long_.lv_tag, (uint64_t)(value != 0) << 3 | (value == 0));
    else
        fake_put(fake, number, layout->var_object.ob_size, value != 0);
    fake_put(fake, number, layout->long_.ob_digit, value);
    return number;
}

uint64_t fake_function(struct fake *fake, uint64_t code, const char *qualname, uint64_t globals)
{
    const struct layout *layout = fake->layout;
    uint64_t type = fake_type(fake, "function");
    uint64_t function = fake_object(fake, type, 256);

    /* A descriptor, of which a method is made. */
    fake_put(fake, type, layout->type.tp_descr_get, type);
    fake_put(fake, function, layout->function.func_code, code);
    fake_put(fake, function, layout->function.func_name, fake_str(fake, qualname));
    fake_put(fake, function, layout->function.func_qualname, fake_str(fake, qualname));
    fake_put(fake, function, layout->function.func_globals, globals);
    return function;
}

uint64_t fake_class(struct fake *fake, const char *name, uint64_t base, uint64_t dict)
{
    const struct layout *layout = fake->layout;
    uint64_t class = fake_object(fake, fake->type_type, layout->heap_type.size);
    uint64_t text = fake_str(fake, name);
    uint64_t head =
        layout->traits.strings_are_bytes ? layout->bytes.ob_sval.offset : layout->ascii.size;
    uint64_t classes[] = {class, base, fake->object_type};

    /* What base has is inherited, but for the repr(). */
    memcpy(fake->memory + (class - FAKE_BASE), fake->memory + (base - FAKE_BASE),
           layout->type.size);
    fake_put(fake, class, layout->object.ob_type, fake->type_type);
    fake_put(fake, class, layout->type.tp_name, text + head);
    fake_put(fake, class, layout->type.tp_flags, HEAP_TYPE);
    fake_put(fake, class, layout->type.tp_base, base);
    fake_put(fake, class, layout->type.tp_dict, dict);
    fake_put(fake, class, layout->type.tp_dictoffset, FAKE_DICT_OFFSET);
    fake_put(fake, class, layout->type.tp_basicsize, FAKE_DICT_OFFSET + 16);
    fake_put(fake, class, layout->type.tp_repr, class);
    fake_put(fake, class, layout->type.tp_mro,
             fake_tuple(fake, classes, base != fake->object_type ? 3 : 2));
    fake_put(fake, class, layout->heap_type.ht_name, text);
    fake_put(fake, class, layout->heap_type.ht_qualname, text);
    return class;
}

uint64_t fake_instance(struct fake *fake, uint64_t class, uint64_t dict)
{
    uint64_t object = fake_object(fake, class, FAKE_DICT_OFFSET + 16);

    fake_put_u64(fake, object + FAKE_DICT_OFFSET, dict);
    return object;
}
