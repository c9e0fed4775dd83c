/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/json-text.h"

#include <stdint.h>
#include <string.h>

#include <jansson.h>

#include "base/memory.h"
#include "base/text.h"

void json_text_write(const char *text, FILE *out)
{
    CLEANUP_FREE char *valid = text_from_bytes((const uint8_t *)text, strlen(text));
    json_t *string = json_string(valid);

    if (string == NULL || json_dumpf(string, out, JSON_ENCODE_ANY) < 0)
        fputs("\"\"", out);
    json_decref(string);
}
