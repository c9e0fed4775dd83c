/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an answer may take, whatever the target's memory says: two seconds of this process (twenty
 * under the sanitizers), and 100 MB more than it has, sanitizers or not. A test that takes more
 * fails.
 */
#ifndef TESTS_UNIT_BOUNDS_H
#define TESTS_UNIT_BOUNDS_H

/* Memory, from here on; time, of what is between the two. */
void bounds_begin(void);
void bounds_start(void);
/* what: said of what took too long */
void bounds_check(const char *what);
void bounds_end(void);

#endif
