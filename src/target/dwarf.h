/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a binary's debug information says about structs: a thin room over libdw.
 * Knows names, not what they mean.
 */
#ifndef TARGET_DWARF_H
#define TARGET_DWARF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct dwarf_types;

/* Where a member stands in the struct that it was asked for in. */
struct dwarf_member {
    uint64_t offset; /* bytes */
    uint64_t size;   /* bytes; 0 for a flexible array member; a bit field's storage unit */
    unsigned shift;  /* bit field: its lowest bit, counted from the storage unit's lowest */
    unsigned bits;   /* bit field: its width; 0 for an ordinary member */
};

/*
 * Reads the DWARF of an ELF file open at fd, which stays the caller's and must stay open, and finds
 * the structs and unions of those names, which are tags or typedefs. One walk over the file's
 * units; names is not kept. file is for messages. ERROR_NOT_FOUND: there is no DWARF in it.
 */
struct error *dwarf_types_open(int fd, const char *file, const char *const *names, size_t count,
                               struct dwarf_types **ret);
/* Accepts NULL. */
void dwarf_types_close(struct dwarf_types *types);

/* False where the file has no complete definition of it. */
bool dwarf_types_struct(const struct dwarf_types *types, const char *name, uint64_t *ret_size);

/*
 * path is a member's name, or several with '.' between them that lead into nested structs; the
 * members of an unnamed struct or union are found as if they were the outer one's. False where
 * there is none.
 */
bool dwarf_types_member(const struct dwarf_types *types, const char *name, const char *path,
                        struct dwarf_member *ret);

#endif
