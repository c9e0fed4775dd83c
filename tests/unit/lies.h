/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A target whose memory lies, one at a time, and what an answer about it may take. */
#ifndef TESTS_UNIT_LIES_H
#define TESTS_UNIT_LIES_H

#include "bounds.h"
#include "fake.h"

/* Between the two; else NULL. */
extern struct fake *fake;

/* version: which of the layouts, below fake_versions */
void lies_begin(int version);
void lies_end(void);

#endif
