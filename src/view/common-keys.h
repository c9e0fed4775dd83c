/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys that every page has. */
#ifndef VIEW_COMMON_KEYS_H
#define VIEW_COMMON_KEYS_H

#include "view/keys.h"

extern const struct keys_binding common_keys[];

#endif
