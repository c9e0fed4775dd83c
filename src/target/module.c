/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/module.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "target/files.h"
#include "target/module-file.h"
#include "target/process.h"

static struct module *module_create(struct process *process, const struct mapping *first)
{
    struct module *module = xcalloc(1, sizeof *module);

    module->process = process;
    module->path = xstrdup(first->path);
    module->dev = first->dev;
    module->inode = first->inode;
    module->deleted = first->deleted;
    module->start = first->start;
    module->end = first->end;
    return module;
}

void module_destroy(struct module *module)
{
    if (module == NULL)
        return;
    if (module->file != NULL)
        module->process->image_bytes -= module->file->image_size;
    module_file_close(module->file);
    error_destroy(module->why_not);
    free(module->path);
    free(module);
}

/* A file may be mapped more than once: a mapping of its start, where one is there already, is
 * another copy. */
static bool continues(const struct module *module, const struct mapping *mapping)
{
    return module != NULL && module->dev == mapping->dev && module->inode == mapping->inode &&
           (mapping->offset != 0 || mapping->start == module->end);
}

static struct module *take_known(struct process *process, const struct module *wanted)
{
    for (size_t i = 0; i < process->modules.count; i++) {
        struct module *known = process->modules.data[i];

        if (known != NULL && known->start == wanted->start && known->inode == wanted->inode &&
            known->dev == wanted->dev) {
            process->modules.data[i] = NULL;
            known->end = wanted->end;
            known->deleted = wanted->deleted;
            return known;
        }
    }
    return NULL;
}

static void add_module(struct process *process, struct module *module, bool has_code, void *list)
{
    ARRAY(struct module *) *modules = list;

    if (module == NULL)
        return;
    if (!has_code) {
        module_destroy(module);
        return;
    }

    struct module *known = take_known(process, module);

    if (known != NULL) {
        module_destroy(module);
        module = known;
    }
    array_push(modules, module);
}

/* The program goes first: most Pythons are in it or in a library of a telling name. */
static void put_program_first(struct process *process)
{
    char path[64];
    struct stat stat_of_exe;

    snprintf(path, sizeof path, "/proc/%d/exe", process->pid);
    if (stat(path, &stat_of_exe) < 0)
        return;
    for (size_t i = 0; i < process->modules.count; i++) {
        struct module *module = process->modules.data[i];

        if (module->inode != stat_of_exe.st_ino)
            continue;
        module->is_program = true;
        memmove(process->modules.data + 1, process->modules.data,
                i * sizeof process->modules.data[0]);
        process->modules.data[0] = module;
        return;
    }
}

void module_list_update(struct process *process)
{
    ARRAY(struct module *) modules = {0};
    struct module *module = NULL;
    bool has_code = false;

    for (size_t i = 0; i < process->maps.list.count; i++) {
        const struct mapping *mapping = &process->maps.list.data[i];

        if (mapping->inode == 0)
            continue;
        if (!continues(module, mapping)) {
            add_module(process, module, has_code, &modules);
            module = module_create(process, mapping);
            has_code = false;
        }
        module->end = mapping->end;
        has_code = has_code || mapping->exec;
    }
    add_module(process, module, has_code, &modules);

    for (size_t i = 0; i < process->modules.count; i++)
        module_destroy(process->modules.data[i]);
    array_deinit(&process->modules);
    process->modules.data = modules.data;
    process->modules.count = modules.count;
    process->modules.capacity = modules.capacity;
    put_program_first(process);
}

struct module *module_at(struct process *process, uint64_t address)
{
    for (size_t i = 0; i < process->modules.count; i++)
        if (address >= process->modules.data[i]->start && address < process->modules.data[i]->end)
            return process->modules.data[i];
    return NULL;
}

static struct error *need_file(struct module *module)
{
    if (module->file == NULL && module->why_not == NULL)
        module->why_not = module_file_open(module, &module->file);
    if (module->file == NULL)
        return error_create(module->why_not->kind, "%s", module->why_not->message);
    return NULL;
}

static bool is_name(const char *name, size_t room, const char *wanted)
{
    size_t size = strlen(wanted) + 1;

    return size <= room && memcmp(name, wanted, size) == 0;
}

/* Fills in what this symbol table defines; returns how many names are still without an address. */
static size_t scan_symbols(struct module_file *file, struct module_symbol_table *table,
                           const char *const *names, size_t count, uint64_t *addresses)
{
    size_t missing = 0;

    for (size_t i = 0; i < count; i++)
        missing += addresses[i] == 0;
    for (size_t i = 0; i < table->count && missing > 0; i++) {
        GElf_Sym symbol;

        if (gelf_getsym(table->symbols, (int)i, &symbol) == NULL)
            break;
        if (symbol.st_shndx == SHN_UNDEF || symbol.st_name >= table->strings->d_size)
            continue;

        const char *name = (const char *)table->strings->d_buf + symbol.st_name;
        size_t room = table->strings->d_size - symbol.st_name; /* it need not end with a NUL */

        for (size_t j = 0; j < count; j++) {
            if (addresses[j] != 0 || name[0] != names[j][0] || !is_name(name, room, names[j]))
                continue;
            addresses[j] = symbol.st_value + file->bias;
            missing--;
        }
    }
    return missing;
}

struct error *module_symbols(struct module *module, const char *const *names, size_t count,
                             bool local, uint64_t *addresses)
{
    struct module_symbol_table table;

    TRY(need_file(module));
    memset(addresses, 0, count * sizeof *addresses);
    if (module_file_symbols(module->file, SHT_DYNSYM, &table) &&
        scan_symbols(module->file, &table, names, count, addresses) == 0)
        return NULL;
    if (local && module_file_symbols(module->file, SHT_SYMTAB, &table))
        scan_symbols(module->file, &table, names, count, addresses);
    return NULL;
}

struct error *module_section(struct module *module, const char *name, struct module_range *ret)
{
    GElf_Shdr header;

    TRY(need_file(module));
    if (module_file_section(module->file, name, &header) == NULL || !(header.sh_flags & SHF_ALLOC))
        return error_create(ERROR_NOT_FOUND, "%s has no section %s", module->path, name);
    ret->start = header.sh_addr + module->file->bias;
    ret->end = ret->start + header.sh_size;
    return NULL;
}

void module_writable_ranges(struct module *module, module_range_array *ret)
{
    const struct maps *maps = &module->process->maps;
    uint64_t end = 0;

    for (size_t i = 0; i < maps->list.count; i++) {
        const struct mapping *mapping = &maps->list.data[i];
        bool ours = mapping->start >= module->start && mapping->end <= module->end &&
                    mapping->inode == module->inode;
        /* .bss past the file's last page is anonymous memory that follows at once. */
        bool bss =
            mapping->inode == 0 && end != 0 && mapping->start == end && mapping->path[0] == '\0';

        if ((ours || bss) && mapping->write && mapping->read)
            array_push(ret, (struct module_range){mapping->start, mapping->end});
        if (ours || bss)
            end = mapping->end;
    }
}

const char *module_build_id(struct module *module)
{
    return error_ignore(need_file(module)) ? module->file->build_id : NULL;
}

bool module_is_stripped(struct module *module)
{
    struct module_symbol_table table;

    return error_ignore(need_file(module)) &&
           !module_file_symbols(module->file, SHT_SYMTAB, &table);
}

const char *module_opened_as(const struct module *module)
{
    return module->file != NULL ? module->file->opened_as : NULL;
}

static bool has_dwarf(int fd)
{
    Elf *elf = module_file_elf(fd);
    struct module_file file = {.elf = elf};
    GElf_Shdr header;
    bool found = elf != NULL && module_file_section(&file, ".debug_info", &header) != NULL &&
                 header.sh_type != SHT_NOBITS;

    elf_end(elf);
    return found;
}

/* A debug file that is open at *ret, in the target's root first, then in ours: there only in the
 * system's own folder, since the path is made of what the target's file says. */
static bool try_debug_path(struct module *module, const char *path, int *ret, char **name)
{
    int fd = -1;

    if (error_ignore(files_open(module->process->pid, path, &fd))) {
        if (has_dwarf(fd))
            goto found;
        close(fd);
    }
    if (!text_starts_with(path, "/usr/lib/debug/") || !error_ignore(files_open_own(path, &fd)))
        return false;
    if (has_dwarf(fd))
        goto found;
    close(fd);
    return false;

found:
    *ret = fd;
    *name = xstrdup(path);
    return true;
}

struct error *module_debug_file(struct module *module, int *fd, char **name)
{
    TRY(need_file(module));
    if (module->file->fd >= 0 && has_dwarf(module->file->fd)) {
        *fd = fcntl(module->file->fd, F_DUPFD_CLOEXEC, 0);
        if (*fd < 0)
            return error_os(errno, module->path, "cannot duplicate the descriptor of");
        *name = xstrdup(module->path);
        return NULL;
    }

    const char *id = module->file->build_id;

    if (id != NULL && strlen(id) > 2) {
        CLEANUP_FREE char *path = xasprintf("/usr/lib/debug/.build-id/%.2s/%s.debug", id, id + 2);

        if (try_debug_path(module, path, fd, name))
            return NULL;
    }

    GElf_Shdr header;
    Elf_Scn *section = module_file_section(module->file, ".gnu_debuglink", &header);
    Elf_Data *data = section != NULL ? elf_getdata(section, NULL) : NULL;

    /* It is the name of a file, never a path. */
    if (data != NULL && data->d_buf != NULL && data->d_size > 4 &&
        memchr(data->d_buf, '\0', data->d_size) != NULL && strchr(data->d_buf, '/') == NULL) {
        const char *link = data->d_buf;
        const char *slash = strrchr(module->path, '/');
        CLEANUP_FREE char *folder =
            xstrndup(module->path, slash != NULL ? (size_t)(slash - module->path) : 0);
        static const struct {
            const char *before, *after;
        } places[] = {{"", ""}, {"", "/.debug"}, {"/usr/lib/debug", ""}};

        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            CLEANUP_FREE char *path =
                xasprintf("%s%s%s/%s", places[i].before, folder, places[i].after, link);

            if (try_debug_path(module, path, fd, name))
                return NULL;
        }
    }
    return error_create(ERROR_NOT_FOUND, "neither %s nor a debug file of its build id %s has DWARF",
                        module->path, id != NULL ? id : "(it has none)");
}
