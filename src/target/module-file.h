/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ELF file behind a module, open through libelf: from the file system, or,
 * where no name leads to it any more, from the process's memory. For module.c,
 * and dwarf.c's way to a file.
 */
#ifndef TARGET_MODULE_FILE_H
#define TARGET_MODULE_FILE_H

#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct module;

struct module_file {
    Elf *elf;
    int fd;      /* -1: read from memory */
    char *image; /* what elf reads then; owned */
    size_t image_size;
    uint64_t bias;   /* address in the process minus address in the file */
    char *build_id;  /* hexadecimal; NULL: none; owned */
    char *opened_as; /* owned */
};

struct module_symbol_table {
    Elf_Data *symbols;
    Elf_Data *strings;
    size_t count;
};

struct error *module_file_open(const struct module *module, struct module_file **ret);
/* Accepts NULL. */
void module_file_close(struct module_file *file);

/*
 * libelf's handle of the file open at fd, which stays the caller's; NULL if it is none. What
 * another user could cut short while we read it is not mapped: that would be a SIGBUS.
 */
Elf *module_file_elf(int fd);

/* The section and its header, or NULL. */
Elf_Scn *module_file_section(struct module_file *file, const char *name, GElf_Shdr *header);

/*
 * The table of that type (SHT_DYNSYM, SHT_SYMTAB); false where there is none. Without section
 * headers the dynamic segment leads to the first.
 */
bool module_file_symbols(struct module_file *file, uint32_t type, struct module_symbol_table *ret);

#endif
