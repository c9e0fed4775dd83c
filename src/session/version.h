/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `--version` and `show version` say. */
#ifndef SESSION_VERSION_H
#define SESSION_VERSION_H

const char *version_number(void);
/* The Pythons of which a layout is built in: "2.7, 3.6, 3.7"; free it. */
char *version_pythons(void);
/* Number, Pythons and licence, a few lines; free it. */
char *version_text(void);

#endif
