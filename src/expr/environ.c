/* SPDX-License-Identifier: GPL-3.0-or-later */
/* os.environ: a dict of bytes, of which Lib/os.py makes text. */
#include "expr/internal.h"
#include "expr/library.h"
#include "repr/library.h"

/* os.environb, of which nothing is decoded. */
bool expr_environ_is_of_bytes(struct expr *e, const struct value *of)
{
    struct value decoder;
    enum type_kind kind;

    return error_ignore(expr_attribute(e, of, "decodekey", &decoder)) &&
           error_ignore(expr_kind(e, &decoder, &kind)) && kind == KIND_TYPE;
}

/* encodekey() and decodevalue(): UTF-8, as which all ASCII is read whatever the encoding is. */
static struct error *encode(struct expr *e, const struct value *key, struct value *ret)
{
    struct value loaded;

    TRY(expr_load(e, key, &loaded));
    if (loaded.kind != VALUE_STR)
        return EXPR_TYPE_ERROR("str expected, not %s", expr_type_name(e, key));
    for (size_t i = 0; i < loaded.str.count; i++)
        if (loaded.str.characters[i] >= 0x80)
            return error_create(ERROR_UNSUPPORTED, "a variable whose name is not ASCII is looked "
                                                   "for in os.environ._data");
    TRY(expr_encode(e, &loaded));
    *ret = loaded;
    return NULL;
}

struct error *expr_environ_decode(struct expr *e, const struct value *of, const struct value *bytes,
                                  struct value *ret)
{
    TRY(expr_load(e, bytes, ret));
    if (ret->kind != VALUE_BYTES)
        return error_create(ERROR_UNSUPPORTED, "a variable of os.environ is no bytes");
    for (size_t i = 0; i < ret->bytes.count; i++)
        if (ret->bytes.data[i] >= 0x80 && !library_environ_is_utf8(expr_reader(e), of->object))
            return error_create(ERROR_UNSUPPORTED, "the encoding of os.environ is not known: "
                                                   "os.environ._data has the bytes");
    *ret = value_of_text(e->arena, (const char *)ret->bytes.data, ret->bytes.count);
    return NULL;
}

struct error *expr_environ_item(struct expr *e, const struct value *of, const struct value *key,
                                struct value *ret)
{
    struct value data, name, value;
    struct error *error;

    TRY(expr_attribute(e, of, "_data", &data));
    if (expr_environ_is_of_bytes(e, of))
        return expr_subscript(e, &data, key, ret);
    TRY(encode(e, key, &name));
    error = expr_find_key(e, &data, &name, &value);
    if (expr_is_miss(error)) {
        error_destroy(error);
        return expr_key_error(e, key);
    }
    TRY(error);
    return expr_environ_decode(e, of, &value, ret);
}
