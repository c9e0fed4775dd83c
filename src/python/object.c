/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/object.h"

#include <stdlib.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/integer.h"
#include "python/runtime.h"
#include "python/view.h"

#define TYPE_NAME_MAX 1000
#define WORD 8

/* Py_TPFLAGS_* of Include/object.h */
#define TYPE_FLAG_INLINE_VALUES ((uint64_t)1 << 2) /* 3.13+ */
#define TYPE_FLAG_MANAGED_DICT ((uint64_t)1 << 4)  /* 3.11+ */

struct error *object_type(struct runtime *runtime, uint64_t address, uint64_t *ret)
{
    return view_read_field(runtime->target, address, runtime->layout.object.ob_type, ret);
}

struct error *object_type_name(struct runtime *runtime, uint64_t type, char **ret)
{
    uint64_t name;

    TRY(view_read_field(runtime->target, type, runtime->layout.type.tp_name, &name));
    return target_read_cstring(runtime->target, name, TYPE_NAME_MAX, ret);
}

struct instance {
    uint64_t address, type;
    uint64_t flags;
    int64_t basicsize, itemsize, dictoffset;
};

static struct error *read_instance(struct runtime *runtime, uint64_t address, struct instance *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->type.tp_flags, layout->type.tp_basicsize,
                                    layout->type.tp_itemsize, layout->type.tp_dictoffset};
    uint64_t values[4];

    ret->address = address;
    TRY(object_type(runtime, address, &ret->type));
    TRY(view_read_fields(runtime->target, ret->type, fields, 4, values));
    ret->flags = values[0];
    ret->basicsize = (int64_t)values[1];
    ret->itemsize = (int64_t)values[2];
    ret->dictoffset = (int64_t)values[3];
    return NULL;
}

/* Values that are kept beside the object, in the order of the names in its type's cached keys. */
static struct error *find_in_values(struct runtime *runtime, const struct instance *instance,
                                    uint64_t values, const char *name, uint64_t *ret)
{
    uint64_t keys;

    TRY(view_read_field(runtime->target, instance->type, runtime->layout.heap_type.ht_cached_keys,
                        &keys));
    return dict_find_in_keys(runtime, keys, values, name, ret);
}

/* Where the instance's dict pointer is kept, or its values; 0 where it has neither. */
static struct error *managed(struct runtime *runtime, const struct instance *instance,
                             uint64_t *dict, uint64_t *values)
{
    const struct layout *layout = &runtime->layout;
    uint64_t slot = instance->address + (uint64_t)(layout->traits.managed_dict_offset * WORD);
    uint64_t word;

    TRY(target_read_u64(runtime->target, slot, &word));
    switch (layout->traits.managed_dict) {
    case MANAGED_DICT_BESIDE_VALUES:
        *dict = word;
        return target_read_u64(runtime->target, slot - WORD, values);
    case MANAGED_DICT_OR_VALUES:
        /* The pointer to the values is kept one less than it is, which makes it odd. */
        if ((word & 1) != 0)
            *values = word + 1;
        else
            *dict = word;
        return NULL;
    case MANAGED_DICT_INLINE_VALUES:
        *dict = word;
        if (word == 0 && (instance->flags & TYPE_FLAG_INLINE_VALUES) != 0) {
            uint64_t inline_values = instance->address + (uint64_t)instance->basicsize;
            uint64_t valid;

            TRY(view_read_field(runtime->target, inline_values, layout->dict_values.valid, &valid));
            *values = valid != 0 ? inline_values : 0;
        }
        return NULL;
    case MANAGED_DICT_NONE:
        break;
    }
    return NULL;
}

/* tp_dictoffset counts from the end of a variable-sized object when it is negative. */
static struct error *unmanaged(struct runtime *runtime, const struct instance *instance,
                               uint64_t *dict)
{
    int64_t offset = instance->dictoffset;

    if (offset == 0)
        return NULL;
    if (offset < 0) {
        uint64_t size;

        TRY(view_read_field(runtime->target, instance->address, runtime->layout.var_object.ob_size,
                            &size));
        if ((int64_t)size < 0)
            size = -size;
        if (size > INT32_MAX || instance->itemsize < 0 || instance->itemsize > INT32_MAX)
            return error_create(ERROR_CORRUPT, "an object at 0x%llx has an impossible size",
                                (unsigned long long)instance->address);
        offset += (instance->basicsize + (int64_t)size * instance->itemsize + WORD - 1) & -WORD;
    }
    return target_read_u64(runtime->target, instance->address + (uint64_t)offset, dict);
}

/* At most one of the two is not 0. */
static struct error *locate(struct runtime *runtime, const struct instance *instance,
                            uint64_t *dict, uint64_t *values)
{
    *dict = *values = 0;
    if (runtime->layout.traits.managed_dict == MANAGED_DICT_NONE ||
        (instance->flags & TYPE_FLAG_MANAGED_DICT) == 0)
        return unmanaged(runtime, instance, dict);
    TRY(managed(runtime, instance, dict, values));
    if (*values != 0)
        *dict = 0;
    return NULL;
}

struct error *object_attribute(struct runtime *runtime, uint64_t address, const char *name,
                               uint64_t *ret)
{
    struct instance instance;
    uint64_t dict, values;

    TRY(read_instance(runtime, address, &instance));
    TRY(locate(runtime, &instance, &dict, &values));
    if (values != 0)
        return find_in_values(runtime, &instance, values, name, ret);
    if (dict != 0)
        return dict_find(runtime, dict, name, ret);
    return error_create(ERROR_NOT_FOUND, "no attribute '%s'", name);
}

struct error *object_attributes(struct runtime *runtime, uint64_t address, size_t max,
                                dict_item_array *ret)
{
    struct instance instance;
    uint64_t dict, values, keys;

    TRY(read_instance(runtime, address, &instance));
    TRY(locate(runtime, &instance, &dict, &values));
    if (dict != 0)
        return dict_items(runtime, dict, max, ret);
    if (values == 0)
        return NULL;
    TRY(view_read_field(runtime->target, instance.type, runtime->layout.heap_type.ht_cached_keys,
                        &keys));
    return dict_items_in_keys(runtime, keys, values, max, ret);
}

bool object_dict(struct runtime *runtime, uint64_t address, uint64_t *ret)
{
    struct instance instance;
    uint64_t values;

    return error_ignore(read_instance(runtime, address, &instance)) &&
           error_ignore(locate(runtime, &instance, ret, &values)) && *ret != 0;
}

bool object_has_attributes(struct runtime *runtime, uint64_t address)
{
    struct instance instance;

    return error_ignore(read_instance(runtime, address, &instance)) &&
           (instance.dictoffset != 0 || (runtime->layout.traits.managed_dict != MANAGED_DICT_NONE &&
                                         (instance.flags & TYPE_FLAG_MANAGED_DICT) != 0));
}

struct error *object_int(struct runtime *runtime, uint64_t address, uint64_t *ret)
{
    char *name = NULL;
    uint64_t type, bits;
    int64_t plain;
    mpz_t number;

    /* 2.7 has a plain int beside its long. */
    if (layout_has(runtime->layout.int_.ob_ival)) {
        TRY(object_type(runtime, address, &type));
        TRY(object_type_name(runtime, type, &name));

        bool is_plain = name[0] == 'i' && name[1] == 'n';

        free(name);
        if (is_plain) {
            TRY(integer_read_plain(runtime, address, &plain));
            *ret = (uint64_t)plain;
            return NULL;
        }
    }
    mpz_init(number);

    struct error *error = integer_read(runtime, address, number, &bits);

    if (error == NULL && !mpz_fits_slong_p(number) && !mpz_fits_ulong_p(number))
        error = error_create(ERROR_CORRUPT, "an int at 0x%llx is too large",
                             (unsigned long long)address);
    else if (error == NULL)
        *ret = mpz_fits_slong_p(number) ? (uint64_t)mpz_get_si(number) : mpz_get_ui(number);
    mpz_clear(number);
    return error;
}
