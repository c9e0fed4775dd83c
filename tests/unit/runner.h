/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every unit test has in common: runner.c is its main(), and runs the suite that it makes. */
#ifndef TESTS_UNIT_RUNNER_H
#define TESTS_UNIT_RUNNER_H

#include <check.h>

/* Defined by the test. */
Suite *test_suite(void);

#endif
