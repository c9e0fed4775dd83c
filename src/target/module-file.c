/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/module-file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "target/files.h"
#include "target/module.h"
#include "target/process.h"

/* The program and its libpython are a tenth of this; all that is read of one process is kept. */
#define IMAGE_MAX_BYTES ((uint64_t)128 << 20)
#define IMAGES_MAX_BYTES ((uint64_t)256 << 20)

static bool is_same_file(int fd, const struct module *module)
{
    struct stat stat;

    return fstat(fd, &stat) == 0 && stat.st_ino == module->inode && stat.st_dev == module->dev;
}

/* Overlay and btrfs report another device in maps than in stat: the inode and the bytes must do. */
static bool has_same_start(int fd, const struct module *module)
{
    struct stat stat;
    char in_file[512];
    char in_memory[sizeof in_file];
    struct target_range range = {module->start, in_memory, sizeof in_memory};

    return fstat(fd, &stat) == 0 && stat.st_ino == module->inode &&
           pread(fd, in_file, sizeof in_file, 0) == sizeof in_file &&
           error_ignore(process_read(module->process, &range, 1)) &&
           memcmp(in_file, in_memory, sizeof in_file) == 0;
}

/* Takes fd. */
static bool accept(struct module_file *file, int fd, bool ok, const char *opened_as)
{
    if (fd < 0)
        return false;
    if (!ok) {
        close(fd);
        return false;
    }
    file->fd = fd;
    file->opened_as = xstrdup(opened_as);
    return true;
}

static const struct mapping *first_mapping(const struct module *module)
{
    return maps_find(&module->process->maps, module->start);
}

/* -1: it cannot be opened, or is no regular file. */
static int open_own(const char *path)
{
    int fd;

    return error_ignore(files_open_own(path, &fd)) ? fd : -1;
}

/*
 * The kernel's own links name the very file that is mapped, whatever became of its path;
 * they need a capability, or that the module is the program. Then the path, in the target's root
 * and in ours, if it is still the same file.
 */
static bool open_by_name(struct module_file *file, const struct module *module)
{
    pid_t pid = module->process->pid;
    const struct mapping *first = first_mapping(module);
    char path[96];
    int fd;

    if (first != NULL) {
        snprintf(path, sizeof path, "/proc/%d/map_files/%" PRIx64 "-%" PRIx64, pid, first->start,
                 first->end);
        if (accept(file, open_own(path), true, path))
            return true;
    }
    if (module->is_program) {
        snprintf(path, sizeof path, "/proc/%d/exe", pid);
        if (accept(file, open_own(path), true, path))
            return true;
    }
    if (error_ignore(files_open(pid, module->path, &fd)) &&
        accept(file, fd, is_same_file(fd, module) || has_same_start(fd, module), module->path))
        return true;
    fd = open_own(module->path);
    return accept(file, fd, is_same_file(fd, module) || has_same_start(fd, module), module->path);
}

/* What the loader mapped is enough of an ELF file for its symbols: everything but section headers.
 */
static struct error *read_image(struct module_file *file, const struct module *module)
{
    GElf_Ehdr header;
    struct target_range start = {module->start, &header, sizeof header};

    TRY(process_read(module->process, &start, 1));
    if (memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
        header.e_phentsize != sizeof(GElf_Phdr) || header.e_phnum == 0 || header.e_phnum > 128)
        return error_create(ERROR_UNSUPPORTED, "%s is mapped but is not a 64-bit ELF file",
                            module->path);

    GElf_Phdr segments[128];
    struct target_range table = {module->start + header.e_phoff, segments,
                                 header.e_phnum * sizeof *segments};
    uint64_t size = 0;
    uint64_t bias = 0;

    TRY(process_read(module->process, &table, 1));
    for (size_t i = 0; i < header.e_phnum; i++) {
        if (segments[i].p_type != PT_LOAD)
            continue;
        if (segments[i].p_filesz > IMAGE_MAX_BYTES || segments[i].p_offset > IMAGE_MAX_BYTES)
            return error_create(ERROR_CORRUPT, "%s has a segment of impossible size", module->path);
        if (segments[i].p_offset == 0)
            bias = module->start - segments[i].p_vaddr;
        if (segments[i].p_offset + segments[i].p_filesz > size)
            size = segments[i].p_offset + segments[i].p_filesz;
    }
    if (size < sizeof header)
        return error_create(ERROR_CORRUPT, "%s has no loaded segment", module->path);
    if (size > IMAGE_MAX_BYTES || module->process->image_bytes + size > IMAGES_MAX_BYTES)
        return error_create(ERROR_UNSUPPORTED,
                            "%s cannot be opened, and is too large to be read from memory",
                            module->path);

    module->process->image_bytes += size;
    file->image_size = size;
    file->image = xcalloc(1, size);
    for (size_t i = 0; i < header.e_phnum; i++) {
        struct target_range range = {segments[i].p_vaddr + bias, file->image + segments[i].p_offset,
                                     segments[i].p_filesz};

        /* A part that was unmapped or made unreadable stays zero. */
        if (segments[i].p_type == PT_LOAD)
            error_ignore(process_read(module->process, &range, 1));
    }
    header.e_shoff = 0;
    header.e_shnum = header.e_shstrndx = 0;
    memcpy(file->image, &header, sizeof header);
    file->elf = elf_memory(file->image, size);
    file->opened_as = xstrdup("memory");
    return NULL;
}

/* The mapping of a segment lies where its file offset says, rounded to pages. */
static struct error *find_bias(struct module_file *file, const struct module *module)
{
    size_t count;
    const struct mapping *first = first_mapping(module);

    if (elf_getphdrnum(file->elf, &count) != 0)
        return error_create(ERROR_CORRUPT, "%s has no program headers", module->path);
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;

        if (gelf_getphdr(file->elf, (int)i, &segment) == NULL || segment.p_type != PT_LOAD ||
            first == NULL || (segment.p_offset & ~(uint64_t)4095) != first->offset)
            continue;
        file->bias = first->start - (segment.p_vaddr & ~(uint64_t)4095);
        return NULL;
    }
    return error_create(ERROR_CORRUPT, "no segment of %s is where it is mapped", module->path);
}

static void find_build_id(struct module_file *file)
{
    size_t count;

    if (elf_getphdrnum(file->elf, &count) != 0)
        return;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;

        if (gelf_getphdr(file->elf, (int)i, &segment) == NULL || segment.p_type != PT_NOTE)
            continue;

        Elf_Data *notes =
            elf_getdata_rawchunk(file->elf, (int64_t)segment.p_offset, segment.p_filesz,
                                 segment.p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
        GElf_Nhdr note;
        size_t name_at, data_at;

        for (size_t at = 0;
             notes != NULL && (at = gelf_getnote(notes, at, &note, &name_at, &data_at)) > 0;) {
            if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != sizeof ELF_NOTE_GNU ||
                memcmp((char *)notes->d_buf + name_at, ELF_NOTE_GNU, sizeof ELF_NOTE_GNU) != 0 ||
                note.n_descsz > 64)
                continue;

            const uint8_t *bytes = (const uint8_t *)notes->d_buf + data_at;

            file->build_id = xcalloc(1, 2 * (size_t)note.n_descsz + 1);
            for (size_t j = 0; j < note.n_descsz; j++)
                snprintf(file->build_id + 2 * j, 3, "%02x", bytes[j]);
            return;
        }
    }
}

Elf *module_file_elf(int fd)
{
    struct stat stat;
    bool is_safe = fstat(fd, &stat) == 0 && (stat.st_uid == 0 || stat.st_uid == geteuid());

    elf_version(EV_CURRENT);
    return elf_begin(fd, is_safe ? ELF_C_READ_MMAP : ELF_C_READ, NULL);
}

struct error *module_file_open(const struct module *module, struct module_file **ret)
{
    struct module_file *file = xcalloc(1, sizeof *file);
    struct error *error = NULL;

    elf_version(EV_CURRENT);
    file->fd = -1;
    if (open_by_name(file, module))
        file->elf = module_file_elf(file->fd);
    else
        error = read_image(file, module);
    if (error == NULL && (file->elf == NULL || elf_kind(file->elf) != ELF_K_ELF ||
                          gelf_getclass(file->elf) != ELFCLASS64))
        error = error_create(ERROR_UNSUPPORTED, "%s is not a 64-bit ELF file", module->path);
    if (error == NULL)
        error = find_bias(file, module);
    if (error != NULL) {
        module->process->image_bytes -= file->image_size;
        module_file_close(file);
        return error;
    }
    find_build_id(file);
    *ret = file;
    return NULL;
}

void module_file_close(struct module_file *file)
{
    if (file == NULL)
        return;
    elf_end(file->elf);
    if (file->fd >= 0)
        close(file->fd);
    free(file->image);
    free(file->build_id);
    free(file->opened_as);
    free(file);
}

Elf_Scn *module_file_section(struct module_file *file, const char *name, GElf_Shdr *header)
{
    size_t names;
    Elf_Scn *section = NULL;

    if (elf_getshdrstrndx(file->elf, &names) != 0)
        return NULL;
    while ((section = elf_nextscn(file->elf, section)) != NULL) {
        if (gelf_getshdr(section, header) == NULL)
            return NULL;

        const char *found = elf_strptr(file->elf, names, header->sh_name);

        if (found != NULL && strcmp(found, name) == 0)
            return section;
    }
    return NULL;
}

static bool symbols_of_section(struct module_file *file, uint32_t type,
                               struct module_symbol_table *ret)
{
    Elf_Scn *section = NULL;

    while ((section = elf_nextscn(file->elf, section)) != NULL) {
        GElf_Shdr header;

        if (gelf_getshdr(section, &header) == NULL || header.sh_type != type ||
            header.sh_entsize == 0)
            continue;
        ret->symbols = elf_getdata(section, NULL);
        ret->strings = elf_getdata(elf_getscn(file->elf, header.sh_link), NULL);
        ret->count = header.sh_size / header.sh_entsize;
        /* A section that claims to be SHT_NOBITS has a size and no bytes. */
        return ret->symbols != NULL && ret->symbols->d_buf != NULL && ret->strings != NULL &&
               ret->strings->d_buf != NULL && ret->strings->d_size > 0;
    }
    return false;
}

/* The file offset of an address of the file (or, in an image, of the process), or 0. */
static uint64_t file_offset(struct module_file *file, uint64_t address)
{
    size_t count;

    if (elf_getphdrnum(file->elf, &count) != 0)
        return 0;
    for (int pass = 0; pass < 2; pass++) {
        uint64_t at = pass == 0 ? address : address - file->bias;

        for (size_t i = 0; i < count; i++) {
            GElf_Phdr segment;

            if (gelf_getphdr(file->elf, (int)i, &segment) != NULL && segment.p_type == PT_LOAD &&
                at >= segment.p_vaddr && at < segment.p_vaddr + segment.p_filesz)
                return at - segment.p_vaddr + segment.p_offset;
        }
    }
    return 0;
}

/*
 * The dynamic segment gives no number of symbols; every linker puts the
 * strings right behind them.
 */
static bool symbols_of_segment(struct module_file *file, struct module_symbol_table *ret)
{
    size_t count;
    uint64_t symbols = 0, strings = 0, strings_size = 0;

    if (elf_getphdrnum(file->elf, &count) != 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;

        if (gelf_getphdr(file->elf, (int)i, &segment) == NULL || segment.p_type != PT_DYNAMIC)
            continue;

        Elf_Data *data =
            elf_getdata_rawchunk(file->elf, (int64_t)segment.p_offset, segment.p_filesz, ELF_T_DYN);
        GElf_Dyn dyn;

        for (int j = 0; data != NULL && gelf_getdyn(data, j, &dyn) != NULL && dyn.d_tag != DT_NULL;
             j++) {
            if (dyn.d_tag == DT_SYMTAB)
                symbols = file_offset(file, dyn.d_un.d_ptr);
            else if (dyn.d_tag == DT_STRTAB)
                strings = file_offset(file, dyn.d_un.d_ptr);
            else if (dyn.d_tag == DT_STRSZ)
                strings_size = dyn.d_un.d_val;
        }
    }
    if (symbols == 0 || strings <= symbols || strings_size == 0)
        return false;
    ret->count = (strings - symbols) / sizeof(GElf_Sym);
    ret->symbols =
        elf_getdata_rawchunk(file->elf, (int64_t)symbols, ret->count * sizeof(GElf_Sym), ELF_T_SYM);
    ret->strings = elf_getdata_rawchunk(file->elf, (int64_t)strings, strings_size, ELF_T_BYTE);
    return ret->symbols != NULL && ret->strings != NULL;
}

bool module_file_symbols(struct module_file *file, uint32_t type, struct module_symbol_table *ret)
{
    return symbols_of_section(file, type, ret) ||
           (type == SHT_DYNSYM && symbols_of_segment(file, ret));
}
