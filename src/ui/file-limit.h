/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many files may be open: some for each thread that is watched, of which there may be more than
 * a shell allows by itself. */
#ifndef UI_FILE_LIMIT_H
#define UI_FILE_LIMIT_H

/* As many as may be had without a privilege. */
void file_limit_raise(void);
/* In a child that runs another program: as it was for us. */
void file_limit_restore(void);

#endif
