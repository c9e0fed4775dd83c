/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An ELF file that is mapped in a process: the program or a library. Its file
 * is opened only when something is asked of it, and found even when it was
 * deleted, replaced or lies in another root or mount namespace.
 */
#ifndef TARGET_MODULE_H
#define TARGET_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/array.h"
#include "base/error.h"

struct process;
struct target;

struct module {
    char *path; /* as /proc/PID/maps shows it; owned */
    dev_t dev;
    ino_t inode;
    bool deleted;        /* the file that is mapped is no longer at its path */
    bool is_program;     /* /proc/PID/exe */
    uint64_t start, end; /* addresses from its first mapping to its last */
    struct process *process;
    struct module_file *file; /* NULL until something was asked of it */
    struct error *why_not;    /* the file could not be opened: why; owned */
};

/* A run of addresses. */
struct module_range {
    uint64_t start, end;
};

typedef ARRAY(struct module_range) module_range_array;

/* Makes process->modules anew from process->maps; what was open for a module that remains stays
 * open. */
void module_list_update(struct process *process);
void module_destroy(struct module *module);

/*
 * Addresses of symbols, in the process: names[i]'s goes to addresses[i], 0 where the module does
 * not define it. Looks in .dynsym, and in .symtab for what is not there when `local` is true.
 */
struct error *module_symbols(struct module *module, const char *const *names, size_t count,
                             bool local, uint64_t *addresses);

/* Where a section is in the process's memory; ERROR_NOT_FOUND without one (or without headers). */
struct error *module_section(struct module *module, const char *name, struct module_range *ret);

/* Its writable memory: .data, .bss and what else is private to it. Free with array_deinit(). */
void module_writable_ranges(struct module *module, module_range_array *ret);

/* The build id in hexadecimal, or NULL. The module's, valid as long as it. */
const char *module_build_id(struct module *module);

/* True if the file has section headers but no .symtab. */
bool module_is_stripped(struct module *module);

/* How the file was reached, for people: "/proc/4242/map_files/...", "memory". NULL if it was not.
 */
const char *module_opened_as(const struct module *module);

/*
 * The file that has the DWARF of this module: itself, its separate debug file by build id, or by
 * .gnu_debuglink, looked for in the target's root and in ours. *fd is the caller's to close, *name
 * to free. ERROR_NOT_FOUND: there is none.
 */
struct error *module_debug_file(struct module *module, int *fd, char **name);

/* The module that holds address, or NULL. */
struct module *module_at(struct process *process, uint64_t address);

#endif
