/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the user's own files are, by the XDG base directory specification. */
#ifndef UI_USER_FILE_H
#define UI_USER_FILE_H

/*
 * $VARIABLE/pyinspect/NAME, or $HOME/FALLBACK/pyinspect/NAME where the variable is not set to an
 * absolute path; NULL where there is no $HOME either. Free it.
 */
char *user_file_path(const char *variable, const char *fallback, const char *name);

#endif
