/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one file of the program that compares version numbers. */
#include "python/layout.h"

#include <stdlib.h>

#include "base/memory.h"
#include "python/layout-fields.h"

#define V(major, minor) ((uint32_t)(major) << 24 | (uint32_t)(minor) << 16)

static struct layout_frame_owners frame_owners(uint32_t v)
{
    struct layout_frame_owners owner = {-1, -1, -1, -1, -1};

    if (v < V(3, 11))
        return owner;
    owner.thread = 0;
    owner.generator = 1;
    owner.frame_object = 2;
    if (v >= V(3, 14))
        owner.interpreter = 3;
    if (v == V(3, 12) || v == V(3, 13))
        owner.cstack = 3;
    else if (v == V(3, 14))
        owner.cstack = 4;
    return owner;
}

/* UNIDATA_VERSION of Tools/unicode/makeunicodedata.py. */
static uint8_t unicode_version(uint32_t v)
{
    static const uint8_t from_3_6[] = {90, 110, 121, 130, 130, 140, 150, 151, 160, 170};
    size_t count = sizeof from_3_6;
    size_t minor = v >> 16 & 0xff;

    if (v < V(3, 6))
        return 0;
    return from_3_6[minor - 6 < count ? minor - 6 : count - 1];
}

struct error *layout_traits_of(uint32_t hexversion, bool free_threaded, struct layout_traits *ret)
{
    uint32_t v = hexversion & 0xffff0000;
    struct layout_traits traits = {.free_threaded = free_threaded, .owner = frame_owners(v)};

    if (v != V(2, 7) && (v < V(3, 6) || v >= V(4, 0))) {
        CLEANUP_FREE char *version = layout_version_short(hexversion);
        return error_create(ERROR_UNSUPPORTED,
                            "Python %s is not supported (2.7 and 3.6 or newer are)", version);
    }

    if (v < V(3, 0))
        traits.line_table = LINE_TABLE_LNOTAB_UNSIGNED;
    else if (v < V(3, 10))
        traits.line_table = LINE_TABLE_LNOTAB;
    else if (v < V(3, 11))
        traits.line_table = LINE_TABLE_RANGES;
    else
        traits.line_table = LINE_TABLE_LOCATIONS;

    if (v < V(3, 11))
        traits.managed_dict = MANAGED_DICT_NONE;
    else if (v < V(3, 12))
        traits.managed_dict = MANAGED_DICT_BESIDE_VALUES;
    else if (v < V(3, 13))
        traits.managed_dict = MANAGED_DICT_OR_VALUES;
    else
        traits.managed_dict = MANAGED_DICT_INLINE_VALUES;
    /* MANAGED_DICT_OFFSET; a free-threaded build has no GC header between it and the object. */
    if (v >= V(3, 11))
        traits.managed_dict_offset = free_threaded ? -1 : -3;

    if (v < V(3, 10))
        traits.lasti_unit = 1;
    else if (v < V(3, 11))
        traits.lasti_unit = 2;

    /* Py_TAG_BITS of pycore_stackref.h is 3, and 1 on a free-threaded 3.14, where the second bit
     * tells integers apart; pointers have neither. */
    if (v >= V(3, 14))
        traits.stack_ref_mask = 3;

    /* FRAME_COMPLETED, and FRAME_CLEARED of another order: enum _framestate. */
    traits.generator_ended = v < V(3, 15) ? 1 : 5;

    /* Python/pyhash.c: SipHash-2-4, since 3.11 SipHash-1-3, unless configured otherwise. */
    if (v >= V(3, 0))
        traits.siphash_rounds = v < V(3, 11) ? 2 : 1;

    traits.unicode = unicode_version(v);
    traits.strings_are_bytes = v < V(3, 0);
    traits.lineno_if_traced = v < V(3, 10);
    /* BaseException_repr() and bytearray_repr() of Objects/. */
    traits.args_as_tuple = v < V(3, 7);
    traits.bytearray_escapes = v < V(3, 15);
    /* Objects/dictobject.c, tupleobject.c */
    traits.dict_perturbs_unshifted = v < V(3, 0);
    traits.traceback_marks = v >= V(3, 13) ? 2 : v >= V(3, 11);
    traits.wording = v >= V(3, 0) ? (uint8_t)(v >> 16 & 0xff) : 0;
    traits.syntax_marks = v >= V(3, 15)   ? 6
                          : v >= V(3, 13) ? 5
                          : v >= V(3, 10) ? 4
                          : v >= V(3, 9)  ? 3
                          : v >= V(3, 8)  ? 2
                          : v >= V(3, 0)  ? 1
                                          : 0;
    traits.sum_compensation = v >= V(3, 14) ? 2 : v >= V(3, 12) ? 1 : 0;
    traits.format_spec = v >= V(3, 14)   ? 4
                         : v >= V(3, 11) ? 3
                         : v >= V(3, 10) ? 2
                         : v >= V(3, 0)  ? 1
                                         : 0;
    traits.complex_with_real = v >= V(3, 14);
    traits.sorts_by_equal_runs = v >= V(3, 13);
    traits.pow_inverts = v >= V(3, 8);
    traits.key_may_be_none = v >= V(3, 8);
    /* Objects/: frameobject.c, rangeobject.c, dictobject.c */
    traits.locals_backwards = v < V(3, 7);
    traits.range_of_bools = traits.ints_by_int = v < V(3, 10);
    traits.percent_is_no_type = v >= V(3, 7);
    traits.not_implemented_untold = v >= V(3, 14);
    traits.dict_turns_round = v >= V(3, 8);
    traits.tuple_hash_is_xx = v >= V(3, 8);
    traits.none_hash_is_fixed = v >= V(3, 12);
    /* Modules/: _collectionsmodule.c, itertoolsmodule.c, arraymodule.c, _datetimemodule.c,
     * _functoolsmodule.c; Objects/: namespaceobject.c, odictobject.c, genericaliasobject.c. */
    traits.fixed_names = traits.timedelta_numbers = v < V(3, 7);
    traits.namespace_sorted = v < V(3, 9);
    traits.odict_as_pairs = v < V(3, 12);
    traits.alias_lists = v >= V(3, 12);
    traits.bare_descriptors = v >= V(3, 15);
    traits.full_names = traits.proxy_as_reference = v >= V(3, 13);
    traits.states_stay = v >= V(3, 13);
    /* Lib/asyncio/format_helpers.py */
    traits.callback_arguments = v < V(3, 13);
    *ret = traits;
    return NULL;
}

void layout_deinit(struct layout *layout)
{
    free(take_pointer(layout->origin));
}

char *layout_version_short(uint32_t hexversion)
{
    return xasprintf("%u.%u", hexversion >> 24, hexversion >> 16 & 0xff);
}

char *layout_version_long(uint32_t hexversion)
{
    unsigned level = hexversion >> 4 & 0xf, serial = hexversion & 0xf;
    const char *letters = level == 0xa ? "a" : level == 0xb ? "b" : level == 0xc ? "rc" : NULL;
    CLEANUP_FREE char *release =
        xasprintf("%u.%u.%u", hexversion >> 24, hexversion >> 16 & 0xff, hexversion >> 8 & 0xff);

    /* No known release level: a final release, or a version of which only the minor is known. */
    return letters != NULL ? xasprintf("%s%s%u", release, letters, serial) : take_pointer(release);
}
