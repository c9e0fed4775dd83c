/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings of the target in a JSON file that is written piece by piece. */
#ifndef SAMPLE_JSON_TEXT_H
#define SAMPLE_JSON_TEXT_H

#include <stdio.h>

/* In quotes; bytes that are no UTF-8 as \xNN. */
void json_text_write(const char *text, FILE *out);

#endif
