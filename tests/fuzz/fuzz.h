/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a fuzz target defines: libFuzzer calls it (--enable-fuzz), and replay.c with what is
 * in the target's corpus.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An input, from which values are taken one after the other; past its end they are 0. */
struct fuzz_input {
    const uint8_t *data;
    size_t size;
};

static inline uint64_t fuzz_take(struct fuzz_input *input, size_t bytes)
{
    uint64_t value = 0;

    for (size_t i = 0; i < bytes && input->size > 0; i++, input->data++, input->size--)
        value |= (uint64_t)*input->data << (8 * i);
    return value;
}

#endif
