/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of the library that are a number: Lib/fractions.py, uuid.py, ipaddress.py, decimal.py. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repr/library.h"
#include "python/runtime.h"

#define HEXTETS 8

/* Fraction.__repr__() */
struct error *library_fraction(struct repr *r, uint64_t object, const struct type *type,
                               const struct library_function *function)
{
    CLEANUP_FREE char *numerator = NULL;
    CLEANUP_FREE char *denominator = NULL;
    bool named_by_object;
    uint64_t value;

    TRY(library_get(r, object, "_numerator", &value));
    TRY(library_int_text(r, value, &numerator));
    TRY(library_get(r, object, "_denominator", &value));
    TRY(library_int_text(r, value, &denominator));
    /* 2.7 says Fraction for subclasses too. */
    TRY(library_code_names(r, function->address, "__class__", &named_by_object));
    repr_printf(r, "%s(%s, %s)", named_by_object ? library_name(type) : "Fraction", numerator,
                denominator);
    return NULL;
}

/* An int of at most 128 bits, not negative. */
static struct error *read_wide(struct repr *r, uint64_t object, const char *name,
                               unsigned __int128 *ret)
{
    CLEANUP_FREE char *text = NULL;
    uint64_t value;

    TRY(library_get(r, object, name, &value));
    TRY(library_int_text(r, value, &text));
    *ret = 0;
    for (const char *c = text; *c != '\0'; c++) {
        unsigned digit = (unsigned)(*c - '0');

        if (digit > 9 || *ret > (~(unsigned __int128)0 - digit) / 10)
            return library_unlike("number");
        *ret = *ret * 10 + digit;
    }
    return NULL;
}

/* UUID.__repr__() */
struct error *library_uuid(struct repr *r, uint64_t object, const struct type *type,
                           const struct library_function *function)
{
    static const char *const methods[] = {"__str__", "hex", "bytes", NULL};
    unsigned __int128 value;
    bool named_by_object;
    uint64_t high, low;

    TRY(library_not_overridden(r, function, type, methods));
    TRY(read_wide(r, object, "int", &value));
    /* 2.7 says UUID for subclasses too. */
    TRY(library_code_names(r, function->address, "__class__", &named_by_object));
    high = (uint64_t)(value >> 64);
    low = (uint64_t)value;
    repr_printf(r, "%s('%08llx-%04llx-%04llx-%04llx-%012llx')",
                named_by_object ? library_name(type) : "UUID", (unsigned long long)(high >> 32),
                (unsigned long long)(high >> 16 & 0xffff), (unsigned long long)(high & 0xffff),
                (unsigned long long)(low >> 48),
                (unsigned long long)(low & (((uint64_t)1 << 48) - 1)));
    return NULL;
}

/* ---- IP addresses */

static void put_ipv4(struct repr *r, uint32_t ip)
{
    repr_printf(r, "%u.%u.%u.%u", ip >> 24, ip >> 16 & 255, ip >> 8 & 255, ip & 255);
}

/* The longest run of zeros, of two at least, is left out: _BaseV6._compress_hextets(). */
static void put_ipv6(struct repr *r, unsigned __int128 ip)
{
    unsigned hextets[HEXTETS];
    int start = -1, length = 1;

    for (int i = 0; i < HEXTETS; i++)
        hextets[i] = (unsigned)(ip >> (16 * (HEXTETS - 1 - i)) & 0xffff);
    for (int i = 0, run = 0; i < HEXTETS; i++) {
        run = hextets[i] == 0 ? run + 1 : 0;
        if (run > length) {
            length = run;
            start = i - run + 1;
        }
    }
    for (int i = 0; i < HEXTETS; i++) {
        if (i == start) {
            repr_put(r, "::");
            i += length - 1;
            continue;
        }
        repr_printf(r, "%s%x", i > 0 && i != start + length ? ":" : "", hextets[i]);
    }
}

/* str() of an IPv4Address or IPv6Address. */
static struct error *put_address(struct repr *r, uint64_t object, const struct type *type)
{
    CLEANUP_FREE char *scope = NULL;
    unsigned __int128 ip;
    uint64_t value;
    int64_t version;

    TRY(read_wide(r, object, "_ip", &ip));
    /* A property at first. */
    if (!error_ignore(library_get_of_class(r, type, "_version", &value)))
        TRY(library_get_of_class(r, type, "version", &value));
    TRY(library_int(r, value, &version));
    if (version == 4 && ip <= UINT32_MAX) {
        put_ipv4(r, (uint32_t)ip);
        return NULL;
    }
    if (version != 6)
        return library_unlike("address");
    /* 3.13+ */
    if (ip >> 32 == 0xffff &&
        error_ignore(library_get_of_class(r, type, "_ipv4_mapped_ipv6_to_str", &value))) {
        put_ipv6(r, ip >> 32);
        repr_put(r, ":");
        put_ipv4(r, (uint32_t)ip);
    } else {
        put_ipv6(r, ip);
    }
    /* 3.9+ */
    if (!error_ignore(library_get(r, object, "_scope_id", &value)) || library_is_none(r, value))
        return NULL;
    TRY(library_text(r, value, &scope));
    repr_printf(r, "%s%s", scope[0] != '\0' ? "%" : "", scope);
    return NULL;
}

static struct error *put_prefix(struct repr *r, uint64_t object)
{
    uint64_t value;
    int64_t length;

    TRY(library_get(r, object, "_prefixlen", &value));
    TRY(library_int(r, value, &length));
    repr_printf(r, "/%lld", (long long)length);
    return NULL;
}

static const char *const address_methods[] = {"__str__", "_string_from_ip_int", "_explode", NULL};

/* _BaseAddress.__repr__(), of IPv4Interface and IPv6Interface too. */
struct error *library_ip_address(struct repr *r, uint64_t object, const struct type *type,
                                 const struct library_function *function)
{
    uint64_t network;

    TRY(library_not_overridden(r, function, type, address_methods));
    repr_printf(r, "%s('", library_name(type));
    TRY(put_address(r, object, type));
    if (error_ignore(library_get(r, object, "network", &network)))
        TRY(put_prefix(r, object));
    repr_put(r, "')");
    return NULL;
}

/* _BaseNetwork.__repr__() */
struct error *library_ip_network(struct repr *r, uint64_t object, const struct type *type,
                                 const struct library_function *function)
{
    const struct type *address_type;
    uint64_t address;

    TRY(library_not_overridden(r, function, type, address_methods));
    TRY(library_get(r, object, "network_address", &address));
    TRY(types_of(r->types, address, &address_type));
    TRY(library_not_overridden(r, function, address_type, address_methods));
    repr_printf(r, "%s('", library_name(type));
    TRY(put_address(r, address, address_type));
    TRY(put_prefix(r, object));
    repr_put(r, "')");
    return NULL;
}

/* ---- Decimal of 2.7, and of Lib/_pydecimal.py */

/*
 * Decimal.__str__(): digits with a point among them, or behind the first and an exponent. A context
 * with capitals=0 would write a small e.
 */
static void put_decimal(struct repr *r, const char *digits, int64_t exponent)
{
    int64_t count = (int64_t)strlen(digits);
    int64_t left = exponent + count;
    int64_t point = exponent <= 0 && left > -6 ? left : 1;

    if (point <= 0)
        repr_printf(r, "0.%.*s%s", (int)-point, "00000", digits);
    else if (point >= count)
        repr_put(r, digits);
    else
        repr_printf(r, "%.*s.%s", (int)point, digits, digits + point);
    if (left != point)
        repr_printf(r, "E%+lld", (long long)(left - point));
}

struct error *library_decimal(struct repr *r, uint64_t object, const struct type *type,
                              const struct library_function *function)
{
    static const char *const methods[] = {"__str__", NULL};
    CLEANUP_FREE char *digits = NULL;
    CLEANUP_FREE char *special = NULL;
    uint64_t value;
    int64_t exponent, sign;
    bool is_special;

    TRY(library_not_overridden(r, function, type, methods));
    TRY(library_get(r, object, "_sign", &value));
    TRY(library_int(r, value, &sign));
    TRY(library_get(r, object, "_is_special", &value));
    TRY(library_is_true(r, value, &is_special));
    TRY(library_get(r, object, "_int", &value));
    TRY(library_text(r, value, &digits));
    TRY(library_get(r, object, "_exp", &value));
    repr_printf(r, "Decimal('%s", sign != 0 ? "-" : "");
    if (is_special) {
        TRY(library_text(r, value, &special));
        if (strcmp(special, "F") == 0)
            repr_put(r, "Infinity");
        else
            repr_printf(r, "%sNaN%s", strcmp(special, "n") == 0 ? "" : "s", digits);
    } else {
        TRY(library_int(r, value, &exponent));
        put_decimal(r, digits, exponent);
    }
    repr_put(r, "')");
    return NULL;
}
