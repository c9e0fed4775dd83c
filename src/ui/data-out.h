/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording that goes to stdout: what is said must not be among it. */
#ifndef UI_DATA_OUT_H
#define UI_DATA_OUT_H

struct front_end;

/* front_end.take_stdout */
int data_out_take(struct front_end *f);

#endif
