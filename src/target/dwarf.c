/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/dwarf.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "target/files.h"
#include "target/module-file.h"
#include "target/procfs.h"

#define DEBUG_FOLDER "/usr/lib/debug/"

/*
 * Types nest; a damaged file could make them nest for ever, and one that names a type twice at each
 * depth doubles the way each time. CPython's largest struct has some 200 members.
 */
enum { MAX_DEPTH = 32, MAX_STEPS = 20000 };

struct wanted {
    char *name;
    bool found;
    Dwarf_Die die; /* a complete struct or union, if found */
};

struct dwarf_types {
    Elf *elf;
    Dwarf *dwarf;
    struct wanted *wanted; /* sorted by name */
    size_t count;
};

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct wanted *)a)->name, ((const struct wanted *)b)->name);
}

static int compare_name(const void *name, const void *wanted)
{
    return strcmp(name, ((const struct wanted *)wanted)->name);
}

static struct wanted *find(const struct dwarf_types *types, const char *name)
{
    return bsearch(name, types->wanted, types->count, sizeof *types->wanted, compare_name);
}

/* The type of a DIE without typedefs and qualifiers. */
static bool plain_type(Dwarf_Die *die, Dwarf_Die *ret)
{
    Dwarf_Attribute attribute;
    Dwarf_Die type;

    if (dwarf_attr_integrate(die, DW_AT_type, &attribute) == NULL ||
        dwarf_formref_die(&attribute, &type) == NULL)
        return false;
    return dwarf_peel_type(&type, ret) == 0;
}

static bool is_aggregate(Dwarf_Die *die)
{
    int tag = dwarf_tag(die);

    return tag == DW_TAG_structure_type || tag == DW_TAG_union_type;
}

/* A tag may be declared in one unit and defined in another: only definitions count. */
static bool is_definition(Dwarf_Die *die)
{
    return is_aggregate(die) && !dwarf_hasattr_integrate(die, DW_AT_declaration);
}

static void index_die(struct dwarf_types *types, Dwarf_Die *die)
{
    int tag = dwarf_tag(die);

    if (tag != DW_TAG_typedef && tag != DW_TAG_structure_type && tag != DW_TAG_union_type)
        return;
    const char *name = dwarf_diename(die);
    if (name == NULL)
        return;
    struct wanted *wanted = find(types, name);
    if (wanted == NULL || wanted->found)
        return;
    Dwarf_Die definition = *die;
    if (tag == DW_TAG_typedef && !plain_type(die, &definition))
        return;
    if (is_definition(&definition)) {
        wanted->die = definition;
        wanted->found = true;
    }
}

static void index_units(struct dwarf_types *types, Dwarf *dwarf)
{
    Dwarf_CU *cu = NULL;
    Dwarf_Die unit, die;

    while (dwarf_get_units(dwarf, cu, &cu, NULL, NULL, &unit, NULL) == 0) {
        if (dwarf_child(&unit, &die) != 0)
            continue;
        do
            index_die(types, &die);
        while (dwarf_siblingof(&die, &die) == 0);
    }
}

/*
 * libdw opens the file that .gnu_debugaltlink names, by itself and whatever it is; the name is the
 * target's. Only what the system installed is good for that.
 */
static bool may_open_alternative(Dwarf *dwarf, int fd)
{
    const char *name;
    const void *build_id;
    char link[32];
    CLEANUP_FREE char *file = NULL;
    CLEANUP_CLOSE int found = -1;

    if (dwelf_dwarf_gnu_debugaltlink(dwarf, &name, &build_id) <= 0)
        return true;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (!error_ignore(procfs_link(link, &file)))
        return false;

    const char *slash = strrchr(file, '/');
    CLEANUP_FREE char *path =
        name[0] == '/' ? xstrdup(name)
                       : xasprintf("%.*s/%s", slash != NULL ? (int)(slash - file) : 0, file, name);
    CLEANUP_FREE char *real = realpath(path, NULL);

    return real != NULL && text_starts_with(real, DEBUG_FOLDER) &&
           error_ignore(files_open_own(real, &found));
}

struct error *dwarf_types_open(int fd, const char *file, const char *const *names, size_t count,
                               struct dwarf_types **ret)
{
    Elf *elf = module_file_elf(fd);
    Dwarf *dwarf = elf != NULL ? dwarf_begin_elf(elf, DWARF_C_READ, NULL) : NULL;
    Dwarf_Off offset = 0, next;
    size_t header;

    if (dwarf == NULL) {
        elf_end(elf);
        return error_create(ERROR_NOT_FOUND, "%s has no debug information", file);
    }
    /* A stripped file may still have a section or two of DWARF, without any unit. */
    if (dwarf_nextcu(dwarf, offset, &next, &header, NULL, NULL, NULL) != 0) {
        dwarf_end(dwarf);
        elf_end(elf);
        return error_create(ERROR_NOT_FOUND, "%s has no debug information", file);
    }
    if (!may_open_alternative(dwarf, fd)) {
        dwarf_end(dwarf);
        elf_end(elf);
        return error_create(ERROR_NOT_FOUND,
                            "%s shares its debug information with a file that is not below %s",
                            file, DEBUG_FOLDER);
    }

    struct dwarf_types *types = xcalloc(1, sizeof *types);
    types->elf = elf;
    types->dwarf = dwarf;
    types->count = count;
    types->wanted = xcalloc(count, sizeof *types->wanted);
    for (size_t i = 0; i < count; i++)
        types->wanted[i].name = xstrdup(names[i]);
    qsort(types->wanted, count, sizeof *types->wanted, compare);

    index_units(types, dwarf);
    /* dwz moves what several files share into one beside them (.gnu_debugaltlink). */
    Dwarf *alternative = dwarf_getalt(dwarf);
    if (alternative != NULL)
        index_units(types, alternative);
    *ret = types;
    return NULL;
}

void dwarf_types_close(struct dwarf_types *types)
{
    if (types == NULL)
        return;
    for (size_t i = 0; i < types->count; i++)
        free(types->wanted[i].name);
    free(types->wanted);
    dwarf_end(types->dwarf);
    elf_end(types->elf);
    free(types);
}

bool dwarf_types_struct(const struct dwarf_types *types, const char *name, uint64_t *ret_size)
{
    struct wanted *wanted = find(types, name);
    Dwarf_Word size;

    if (wanted == NULL || !wanted->found || dwarf_aggregate_size(&wanted->die, &size) != 0)
        return false;
    *ret_size = size;
    return true;
}

static bool unsigned_attribute(Dwarf_Die *die, unsigned name, Dwarf_Word *ret)
{
    Dwarf_Attribute attribute;

    return dwarf_attr_integrate(die, name, &attribute) != NULL &&
           dwarf_formudata(&attribute, ret) == 0;
}

/* Bytes from the start of the struct; 0 for a union's member, which has none. */
static bool member_location(Dwarf_Die *die, Dwarf_Word *ret)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *expression;
    size_t length;

    *ret = 0;
    if (dwarf_attr_integrate(die, DW_AT_data_member_location, &attribute) == NULL)
        return true;
    if (dwarf_formudata(&attribute, ret) == 0)
        return true;
    /* DWARF 2, and compilers that cling to it: an expression that adds a constant. */
    if (dwarf_getlocation(&attribute, &expression, &length) != 0 || length != 1 ||
        expression[0].atom != DW_OP_plus_uconst)
        return false;
    *ret = expression[0].number;
    return true;
}

static bool locate_member(Dwarf_Die *die, struct dwarf_member *ret)
{
    Dwarf_Word location, size = 0, bits, position;
    Dwarf_Die type;

    if (!member_location(die, &location) || !plain_type(die, &type))
        return false;
    /* An array without bounds has no size: a flexible member. */
    if (dwarf_aggregate_size(&type, &size) != 0)
        size = 0;
    *ret = (struct dwarf_member){.offset = location, .size = size};
    if (!unsigned_attribute(die, DW_AT_bit_size, &bits) || bits == 0)
        return true;

    if (unsigned_attribute(die, DW_AT_data_bit_offset, &position)) {
        /* DWARF 4: from the start of the struct; the storage unit is ours to choose. */
        if (size == 0 || size > 8)
            return false;
        ret->offset = position / (8 * size) * size;
        ret->shift = (unsigned)(position - 8 * ret->offset);
    } else {
        /* DWARF 2: from the storage unit's highest bit, as big-endian machines count. */
        if (!unsigned_attribute(die, DW_AT_byte_size, &size))
            size = ret->size;
        if (!unsigned_attribute(die, DW_AT_bit_offset, &position))
            position = 8 * size - bits;
        if (size == 0 || size > 8 || position + bits > 8 * size)
            return false;
        ret->size = size;
        ret->shift = (unsigned)(8 * size - position - bits);
    }
    ret->bits = (unsigned)bits;
    /* A packed field that crosses its storage unit would need two reads: nobody has one. */
    return ret->shift + ret->bits <= 8 * ret->size;
}

/* The member of that name (length bytes), also inside unnamed members; its type too. steps counts
 * on. */
static bool find_member(Dwarf_Die *aggregate, const char *name, size_t length, int depth,
                        int *steps, struct dwarf_member *ret, Dwarf_Die *ret_type)
{
    Dwarf_Die member, type;

    if (depth > MAX_DEPTH || dwarf_child(aggregate, &member) != 0)
        return false;
    do {
        if (++*steps > MAX_STEPS)
            return false;
        if (dwarf_tag(&member) != DW_TAG_member)
            continue;
        const char *found = dwarf_diename(&member);
        if (found != NULL && strlen(found) == length && memcmp(found, name, length) == 0)
            return locate_member(&member, ret) && plain_type(&member, ret_type);
        Dwarf_Word outer;
        if (found == NULL && plain_type(&member, &type) && is_aggregate(&type) &&
            member_location(&member, &outer) &&
            find_member(&type, name, length, depth + 1, steps, ret, ret_type)) {
            ret->offset += outer;
            return true;
        }
    } while (dwarf_siblingof(&member, &member) == 0);
    return false;
}

bool dwarf_types_member(const struct dwarf_types *types, const char *name, const char *path,
                        struct dwarf_member *ret)
{
    struct wanted *wanted = find(types, name);
    uint64_t outer = 0;
    int steps = 0;

    if (wanted == NULL || !wanted->found)
        return false;
    Dwarf_Die die = wanted->die;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
        size_t length = strcspn(path, ".");
        Dwarf_Die type;
        if (!is_aggregate(&die) || !find_member(&die, path, length, 0, &steps, ret, &type))
            return false;
        ret->offset += outer;
        if (path[length] == '\0')
            return true;
        outer = ret->offset;
        path += length + 1;
        die = type;
    }
    return false;
}
