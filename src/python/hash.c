/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/hash.h"

#include <string.h>

#include "python/runtime.h"

struct sip {
    uint64_t v0, v1, v2, v3;
};

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

/* The round of Aumasson and Bernstein's paper, so many times. */
static void sip_rounds(struct sip *s, unsigned count)
{
    while (count-- > 0) {
        s->v0 += s->v1;
        s->v1 = rotate(s->v1, 13) ^ s->v0;
        s->v0 = rotate(s->v0, 32);
        s->v2 += s->v3;
        s->v3 = rotate(s->v3, 16) ^ s->v2;
        s->v0 += s->v3;
        s->v3 = rotate(s->v3, 21) ^ s->v0;
        s->v2 += s->v1;
        s->v1 = rotate(s->v1, 17) ^ s->v2;
        s->v2 = rotate(s->v2, 32);
    }
}

static void sip_take(struct sip *s, unsigned rounds, uint64_t word)
{
    s->v3 ^= word;
    sip_rounds(s, rounds);
    s->v0 ^= word;
}

uint64_t hash_siphash(unsigned rounds, const uint64_t key[2], const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint64_t last = (uint64_t)size << 56;
    struct sip s = {
        .v0 = key[0] ^ 0x736f6d6570736575,
        .v1 = key[1] ^ 0x646f72616e646f6d,
        .v2 = key[0] ^ 0x6c7967656e657261,
        .v3 = key[1] ^ 0x7465646279746573,
    };

    for (; size >= 8; size -= 8, at += 8) {
        uint64_t word;

        memcpy(&word, at, sizeof word);
        sip_take(&s, rounds, word);
    }
    for (size_t i = 0; i < size; i++)
        last |= (uint64_t)at[i] << (8 * i);
    sip_take(&s, rounds, last);
    s.v2 ^= 0xff;
    sip_rounds(&s, rounds + 2);
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

/* string_hash() of Objects/stringobject.c of 2.7; the key is a prefix and a suffix. */
static uint64_t old_hash(const uint64_t key[2], const uint8_t *bytes, size_t size, unsigned width)
{
    uint64_t ret = key[0];

    for (size_t i = 0; i < size; i += width) {
        uint32_t character = 0;

        memcpy(&character, bytes + i, width);
        if (i == 0)
            ret ^= (uint64_t)character << 7;
        ret = 1000003 * ret ^ character;
    }
    return ret ^ (uint64_t)(size / width) ^ key[1];
}

bool hash_characters(const struct runtime *runtime, const void *bytes, size_t size, unsigned width,
                     uint64_t *ret)
{
    unsigned rounds = runtime->layout.traits.siphash_rounds;

    if (!runtime->has_hash_key)
        return false;
    if (size == 0)
        *ret = 0;
    else if (rounds == 0)
        *ret = old_hash(runtime->hash_key, bytes, size, width);
    else
        *ret = hash_siphash(rounds, runtime->hash_key, bytes, size);
    /* -1 is an error's mark in C. */
    if (*ret == UINT64_MAX)
        *ret = UINT64_MAX - 1;
    return true;
}
