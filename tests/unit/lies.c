/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lies.h"

#include <stddef.h>

struct fake *fake;

void lies_begin(int version)
{
    fake = fake_create(version);
    bounds_begin();
}

void lies_end(void)
{
    bounds_end();
    fake_destroy(fake);
    fake = NULL;
}
