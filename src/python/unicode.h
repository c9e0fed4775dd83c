/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What str.isprintable() says of a character, by version of Unicode, and str.isspace()
 * (Tools/unicode/makeunicodedata.py, PRINTABLE_MASK and Py_UNICODE_ISSPACE()). */
#ifndef PYTHON_UNICODE_H
#define PYTHON_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

/* version: of Unicode, times ten, as in struct layout_traits; a newer one than is known is taken
 * for the newest that is. */
bool unicode_is_printable(unsigned version, uint32_t character);

/* The same in every version from 3.5 on, whose Unicode is 8. */
bool unicode_is_space(uint32_t character);
/* Of a byte. */
bool unicode_is_ascii_space(uint32_t character);

#endif
