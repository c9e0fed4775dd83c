/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as print shows them: those of our own within the limits that those of the target have. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "base/text.h"
#include "python/dict.h"
#include "python/odict.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/number.h"
#include "repr/exception.h"
#include "repr/kinds.h"
#include "python/runtime.h"

static void write_value(struct repr *r, const struct value *value);

static bool is_old(const struct repr *r)
{
    return r->runtime->layout.traits.strings_are_bytes;
}

static void write_float(struct repr *r, double number)
{
    CLEANUP_FREE char *text = number_float(number, NUMBER_POINT);

    repr_put(r, text);
}

/* complex_repr() of Objects/complexobject.c. */
static void write_complex(struct repr *r, double real, double imag)
{
    bool alone = real == 0 && !signbit(real);
    CLEANUP_FREE char *first = number_float(real, NUMBER_PLAIN);
    CLEANUP_FREE char *second = number_float(imag, alone ? NUMBER_PLAIN : NUMBER_PLUS);

    repr_printf(r, alone ? "%s%sj" : "(%s%sj)", alone ? "" : first, second);
}

/* Addresses of ours and of the target may be equal; no object is at an odd one. */
static uint64_t key_of(const void *data)
{
    return (uint64_t)(uintptr_t)data | 1;
}

static bool enter(struct repr *r, const void *data, size_t count, const char *open,
                  const char *close)
{
    repr_put(r, open);
    switch (repr_enter(r, key_of(data))) {
    case REPR_ENTERED:
        return true;
    case REPR_WITHIN:
        repr_put(r, "...");
        break;
    case REPR_DEEP:
        repr_put_deeper(r, count);
        break;
    }
    repr_put(r, close);
    return false;
}

/* True if the element of that index is shown; else "..." stands there, and none follows. */
static bool begin_element(struct repr *r, size_t i)
{
    if (i > 0)
        repr_put(r, ", ");
    if (i < repr_max_elements(r) && !repr_is_full(r))
        return true;
    repr_put_cut(r, REPR_CUT_ELEMENTS);
    return false;
}

static void write_items(struct repr *r, const struct value *value, const char *open,
                        const char *close)
{
    const struct value_record *record = value->kind == VALUE_TUPLE ? value->items.record : NULL;

    if (value->items.count == 0) {
        repr_put(r, open);
        repr_put(r, close);
        return;
    }
    if (!enter(r, value->items.data, value->items.count, open, close))
        return;
    for (size_t i = 0; i < value->items.count && begin_element(r, i); i++) {
        if (record != NULL)
            repr_printf(r, "%s=", record->names[i]);
        write_value(r, &value->items.data[i]);
    }
    repr_leave(r);
    repr_put(r, value->kind == VALUE_TUPLE && value->items.count == 1 && record == NULL ? "," : "");
    repr_put(r, close);
}

/* What is left of it, as far as that is known. */
static void write_iterator(struct repr *r, const struct value_iterator *iterator)
{
    struct value rest = value_of_items(VALUE_LIST, iterator->rest.data + iterator->at,
                                       iterator->rest.count - iterator->at);

    repr_printf(r, "<%s", iterator->type);
    if (iterator->complete) {
        repr_put(r, " of ");
        write_items(r, &rest, "[", "]");
    }
    repr_put(r, ">");
}

/* pairs: `key: value`, else keys alone. */
static void write_table(struct repr *r, const struct value_table *table, bool pairs,
                        const char *open, const char *close)
{
    if (table->count == 0) {
        repr_put(r, open);
        repr_put(r, close);
        return;
    }
    if (!enter(r, table, table->count, open, close))
        return;
    for (size_t i = 0; i < table->count && begin_element(r, i); i++) {
        write_value(r, &table->entries[i].key);
        if (!pairs)
            continue;
        repr_put(r, ": ");
        write_value(r, &table->entries[i].value);
    }
    repr_leave(r);
    repr_put(r, close);
}

static void write_set(struct repr *r, const struct value *value)
{
    bool plain = value->kind == VALUE_SET && !is_old(r);
    const char *name = value_type_name(value, false);

    if (value->table->count == 0) {
        repr_printf(r, is_old(r) ? "%s([])" : "%s()", name);
        return;
    }

    CLEANUP_FREE char *open = plain ? xstrdup("{") : xasprintf(is_old(r) ? "%s([" : "%s({", name);

    write_table(r, value->table, false, open, plain ? "}" : is_old(r) ? "])" : "})");
}

static void write_range(struct repr *r, const struct value *value)
{
    const struct value *parts = value->items.data;
    bool slice = value->kind == VALUE_SLICE, start, one;
    int64_t number;

    /* 2.7 leaves out the start as well. */
    start = !(is_old(r) && !slice && value_to_i64(&parts[0], &number) && number == 0);
    one = !slice && value_to_i64(&parts[2], &number) && number == 1;
    repr_printf(r, "%s(", value_type_name(value, is_old(r)));
    if (start || !one) {
        write_value(r, &parts[0]);
        repr_put(r, ", ");
    }
    write_value(r, &parts[1]);
    if (!one) {
        repr_put(r, ", ");
        write_value(r, &parts[2]);
    }
    repr_put(r, ")");
}

/* What keys(), values() or items() show of one item. */
static void write_part(struct repr *r, char what, const struct value *key,
                       const struct value *value)
{
    repr_put(r, what == 'i' ? "(" : "");
    if (what != 'v')
        write_value(r, key);
    repr_put(r, what == 'i' ? ", " : "");
    if (what != 'k')
        write_value(r, value);
    repr_put(r, what == 'i' ? ")" : "");
}

static void write_view(struct repr *r, const struct value *value)
{
    const struct value *of = value->view.of;
    bool own = of->kind != VALUE_OBJECT;
    dict_item_array items = {0};
    bool ordered = !own && value->view.ordered;
    size_t max = repr_max_elements(r) + 1;
    CLEANUP_FREE char *open = xasprintf("%s([", value_type_name(value, false));

    if (own || error_ignore(ordered ? odict_items(r->runtime, of->object, max, &items)
                                    : dict_items(r->runtime, of->object, max, &items))) {
        size_t count = own ? of->table->count : items.count;

        if (enter(r, own ? (const void *)of->table : of, count, open, "])")) {
            for (size_t i = 0; i < count && begin_element(r, i); i++) {
                struct value key =
                    own ? of->table->entries[i].key : value_of_object(items.data[i].key);
                struct value item =
                    own ? of->table->entries[i].value : value_of_object(items.data[i].value);

                write_part(r, value->view.what, &key, &item);
            }
            repr_leave(r);
            repr_put(r, "])");
        }
    } else {
        repr_put_unreadable(r, of->object);
    }
    array_deinit(&items);
}

static void write_own(struct repr *r, const struct value *value)
{
    size_t before = r->out.count;
    mpz_t number;

    switch (value->kind) {
    case VALUE_NONE:
        repr_put(r, "None");
        break;
    case VALUE_ELLIPSIS:
        repr_put(r, "Ellipsis");
        break;
    case VALUE_NOT_IMPLEMENTED:
        repr_put(r, "NotImplemented");
        break;
    case VALUE_BOOL:
        repr_put(r, value->truth ? "True" : "False");
        break;
    case VALUE_INT:
        repr_put_integer(r, value_mpz(value, number), is_old(r) && value->is_long);
        break;
    case VALUE_FLOAT:
        write_float(r, value->number.real);
        break;
    case VALUE_COMPLEX:
        write_complex(r, value->number.real, value->number.imag);
        break;
    case VALUE_STR:
        repr_put(r, is_old(r) ? "u" : "");
        repr_put_characters(r, value->str.characters, value->str.count);
        break;
    case VALUE_BYTES:
        /* Python 2's repr() of the bytes of a bytearray has the b that its str has not. */
        repr_put(r, value->is_array ? is_old(r) ? "bytearray(b" : "bytearray(" : "");
        repr_put_bytes_of(r, value->bytes.data, value->bytes.count);
        repr_put(r, value->is_array ? ")" : "");
        break;
    case VALUE_LIST:
        write_items(r, value, "[", "]");
        break;
    case VALUE_TUPLE:
        if (value->items.record != NULL)
            repr_put(r, strrchr(value->items.record->name, '.') + 1);
        write_items(r, value, "(", ")");
        break;
    case VALUE_SET:
    case VALUE_FROZENSET:
        write_set(r, value);
        break;
    case VALUE_DICT:
        repr_put(r, !value->is_proxy ? "" : is_old(r) ? "dict_proxy(" : "mappingproxy(");
        write_table(r, value->table, true, "{", "}");
        repr_put(r, value->is_proxy ? ")" : "");
        break;
    case VALUE_RANGE:
    case VALUE_SLICE:
        write_range(r, value);
        break;
    case VALUE_VIEW:
        write_view(r, value);
        break;
    case VALUE_ITERATOR:
        r->described = true;
        write_iterator(r, value->iterator);
        break;
    case VALUE_METHOD:
        if (!error_ignore(repr_put_method(r, value->method)))
            repr_put_unreadable(r, value->method->function);
        break;
    case VALUE_LIBRARY:
        if (!error_ignore(expr_put_library(r, value->library))) {
            r->out.count = before;
            repr_put_cut(r, REPR_CUT_UNREAD);
        }
        break;
    case VALUE_SHOWN:
        r->described |= !value->is_repr;
        repr_put(r, value->shown.text);
        break;
    case VALUE_FUNCTION: /* described where the expression ends */
    case VALUE_OBJECT:
        break;
    }
}

static void write_value(struct repr *r, const struct value *value)
{
    if (value->kind == VALUE_OBJECT) {
        repr_write(r, value->object);
        return;
    }
    r->objects++;
    if (repr_is_full(r) || r->nesting >= 1000) {
        repr_put_cut(r, REPR_CUT_DEPTH);
        return;
    }
    r->nesting++;
    write_own(r, value);
    r->nesting--;
}

void expr_repr(struct repr *repr, const struct value *value, struct repr_result *ret)
{
    if (value->kind == VALUE_OBJECT) {
        repr_object(repr, value->object, ret);
        return;
    }
    repr_begin(repr);
    write_value(repr, value);
    *ret = (struct repr_result){
        .type = xstrdup(value_type_name(value, is_old(repr))),
        .text = xstrndup(repr->out.data, repr->out.count),
        .cut = repr->cut,
    };
}

struct error *expr_repr_text(struct expr *e, const struct value *value, char **ret)
{
    struct repr_result result;

    expr_repr(expr_reader(e), value, &result);
    free(result.type);
    *ret = result.text;
    if (result.cut == 0) {
        expr_note_order(e, value);
        return NULL;
    }
    free(take_pointer(*ret));
    return error_create(ERROR_UNSUPPORTED, "the text of so large a value is not made");
}

struct error *expr_ascii(struct expr *e, const struct value *value, char **ret)
{
    CLEANUP_FREE char *text = NULL;
    char *buffer = NULL;
    size_t size = 0;
    FILE *out;

    TRY(expr_repr_text(e, value, &text));
    out = xopen_memstream(&buffer, &size);
    for (const uint8_t *at = (const uint8_t *)text; *at != '\0';) {
        ucs4_t c = *at;
        int length = u8_mbtoucr(&c, at, strlen((const char *)at));

        if (c < 0x80)
            putc((int)c, out);
        else
            fprintf(out, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)c);
        at += length > 0 ? length : 1;
    }
    fclose(out);
    *ret = buffer;
    return NULL;
}

bool expr_repr_differs(struct expr *e)
{
    return expr_reader(e)->described;
}

struct error *expr_repr_exact(struct expr *e, const struct value *value, bool ascii, char **ret)
{
    TRY(ascii ? expr_ascii(e, value, ret) : expr_repr_text(e, value, ret));
    if (!expr_repr_differs(e))
        return NULL;
    free(take_pointer(*ret));
    TRY(expr_check_special(e, value, "__repr__"));
    return error_create(ERROR_UNSUPPORTED,
                        "what repr() says of this %s, or of something in it, is not known: code of "
                        "the target decides it, and nothing is run there",
                        expr_type_name(e, value));
}

/* ---- str() */

struct error *expr_decode(struct expr *e, struct value *value)
{
    size_t count = value->bytes.count;

    TRY(expr_room(e, count, sizeof(uint32_t)));

    uint32_t *characters = arena_take(e->arena, count * sizeof *characters);

    for (size_t i = 0; i < count; i++) {
        characters[i] = value->bytes.data[i];
        if (characters[i] >= 0x80)
            return error_create(ERROR_NOT_FOUND,
                                "UnicodeDecodeError: 'ascii' codec can't decode byte 0x%02x in "
                                "position %zu: ordinal not in range(128)",
                                characters[i], i);
    }
    *value = (struct value){.kind = VALUE_STR, .str = {characters, count}};
    return NULL;
}

struct error *expr_bytes_as_characters(struct expr *e, struct value *value)
{
    size_t count = value->bytes.count;
    uint32_t *characters;

    TRY(expr_room(e, count, sizeof *characters));
    characters = arena_take(e->arena, count * sizeof *characters);
    for (size_t i = 0; i < count; i++)
        characters[i] = value->bytes.data[i];
    *value = (struct value){.kind = VALUE_STR, .str = {characters, count}};
    return NULL;
}

/* Python tells of as many in a row as cannot be encoded. */
static struct error *cannot_encode(const struct value *value, size_t at)
{
    const uint32_t *characters = value->str.characters;
    size_t end = at + 1;

    while (end < value->str.count && characters[end] >= 0x80)
        end++;
    if (end > at + 1)
        return error_create(ERROR_NOT_FOUND,
                            "UnicodeEncodeError: 'ascii' codec can't encode characters in position "
                            "%zu-%zu: ordinal not in range(128)",
                            at, end - 1);
    return error_create(ERROR_NOT_FOUND,
                        "UnicodeEncodeError: 'ascii' codec can't encode character u'\\%c%0*x' in "
                        "position %zu: ordinal not in range(128)",
                        characters[at] < 0x100     ? 'x'
                        : characters[at] < 0x10000 ? 'u'
                                                   : 'U',
                        characters[at] < 0x100     ? 2
                        : characters[at] < 0x10000 ? 4
                                                   : 8,
                        (unsigned)characters[at], at);
}

struct error *expr_encode(struct expr *e, struct value *value)
{
    size_t count = value->str.count;

    TRY(expr_room(e, count, 1));

    uint8_t *bytes = arena_take(e->arena, count);

    for (size_t i = 0; i < count; i++) {
        if (value->str.characters[i] >= 0x80)
            return cannot_encode(value, i);
        bytes[i] = (uint8_t)value->str.characters[i];
    }
    *value = (struct value){.kind = VALUE_BYTES, .bytes = {bytes, count}};
    return NULL;
}

/* float_str() and complex_str() of 2.7: twelve digits are enough. */
static char *old_str_of_float(double number)
{
    CLEANUP_FREE char *text = xasprintf("%.12g", number);

    if (strspn(text, "-0123456789") == strlen(text))
        return xasprintf("%s.0", text);
    return take_pointer(text);
}

static struct error *str_of_exception(struct expr *e, const struct value *value, struct value *ret)
{
    CLEANUP_FREE char *text = NULL;
    bool own_str;

    TRY(exception_message(expr_reader(e), value->object, &text, &own_str));
    if (own_str)
        TRY(expr_check_special(e, value, "__str__"));
    *ret = e->old ? value_of_bytes(e->arena, text, strlen(text))
                  : value_of_text(e->arena, text, strlen(text));
    return NULL;
}

struct error *expr_str(struct expr *e, const struct value *value, struct value *ret)
{
    CLEANUP_FREE char *text = NULL;
    const struct type *owner;
    enum definer definer;
    struct value loaded;
    enum type_kind kind;
    bool done;

    TRY(expr_kind(e, value, &kind));
    if (kind == KIND_EXCEPTION)
        return str_of_exception(e, value, ret);
    if (kind == KIND_OBJECT && expr_path_str(e, value, ret))
        return NULL;
    TRY(expr_check_special(e, value, "__str__"));
    TRY(expr_library_str(e, value, &done, ret));
    if (done)
        return NULL;
    TRY(expr_load(e, value, &loaded));
    if (loaded.kind == VALUE_STR || (e->old && loaded.kind == VALUE_BYTES)) {
        *ret = loaded;
        ret->is_array = false;
        return NULL;
    }
    /* object.__str__() asks __repr__: numbers have none of their own (3.8+). */
    TRY(expr_definer(e, value, "__str__", &definer, &owner));
    if (loaded.kind == VALUE_OBJECT || definer == DEFINER_NONE)
        TRY(expr_check_special(e, value, "__repr__"));
    if (e->old && loaded.kind == VALUE_FLOAT && isfinite(loaded.number.real)) {
        text = old_str_of_float(loaded.number.real);
    } else if (e->old && loaded.kind == VALUE_COMPLEX) {
        return error_create(ERROR_UNSUPPORTED, "str() of a complex number of 2.7 is not made");
    } else {
        if (loaded.kind == VALUE_INT)
            loaded.is_long = false;
        TRY(expr_repr_exact(e, loaded.kind == VALUE_BYTES ? value : &loaded, false, &text));
    }
    TRY(expr_room(e, strlen(text), sizeof(uint32_t)));
    *ret = e->old ? value_of_bytes(e->arena, text, strlen(text))
                  : value_of_text(e->arena, text, strlen(text));
    return NULL;
}
