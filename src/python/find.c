/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/find.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/view.h"
#include "target/module.h"
#include "target/process.h"

/* .data and .bss of the largest libpython are under 2 MiB; an embedding program may have more. */
#define SEARCH_MAX_BYTES ((size_t)256 << 20)
#define BLOCK_BYTES ((size_t)64 << 10)
#define BLOCK_OVERLAP ((size_t)256)

/* 3.13+: what _Py_DebugOffsets begins with (Include/internal/pycore_debug_offsets.h). */
static const char cookie[] = "xdebugpy";

/* Looks at a piece of memory; true once it has found what it looks for. */
typedef bool look_fn(uint64_t address, const uint8_t *bytes, size_t size, void *arg);

/*
 * Walks through the module's writable memory in blocks, which overlap by
 * BLOCK_OVERLAP so that nothing shorter is missed at a seam.
 */
static bool scan_writable(struct target *target, struct module *module, look_fn *look, void *arg)
{
    module_range_array ranges = {0};
    CLEANUP_FREE uint8_t *block = xmalloc(BLOCK_BYTES);
    size_t total = 0;
    bool found = false;

    module_writable_ranges(module, &ranges);
    for (size_t i = 0; i < ranges.count && !found; i++) {
        uint64_t end = ranges.data[i].end;

        for (uint64_t at = ranges.data[i].start; at < end && !found && total < SEARCH_MAX_BYTES;) {
            size_t size = end - at < BLOCK_BYTES ? (size_t)(end - at) : BLOCK_BYTES;

            if (!error_ignore(target_read(target, at, block, size)))
                break;
            found = look(at, block, size, arg);
            total += size;
            at += size < BLOCK_BYTES ? size : size - BLOCK_OVERLAP;
        }
    }
    array_deinit(&ranges);
    return found;
}

static unsigned parse_number(const char **at, const char *end)
{
    unsigned value = 0;

    while (*at < end && isdigit((unsigned char)**at) && value < 1000)
        value = value * 10 + (unsigned)(*(*at)++ - '0');
    return value;
}

/*
 * Py_GetVersion() keeps "3.8.18 (default, Nov 22 2026, ...) \n[GCC ...]" in a
 * static buffer (Python/getversion.c), which sys.version is made from at start.
 */
static bool parse_version(const char *text, size_t size, uint32_t *ret)
{
    const char *at = text;
    const char *end = text + size;

    if (size < 32 || (at[0] != '2' && at[0] != '3') || at[1] != '.' ||
        memchr(text, '\0', 8) != NULL)
        return false;

    unsigned major = parse_number(&at, end);

    at++;
    unsigned minor = parse_number(&at, end);

    if (at[-1] == '.' || at >= end || *at++ != '.')
        return false;
    unsigned micro = parse_number(&at, end);
    unsigned level = 0xf;
    unsigned serial = 0;

    if (at[-1] == '.')
        return false;
    if (at < end && (*at == 'a' || *at == 'b')) {
        level = *at++ == 'a' ? 0xa : 0xb;
        serial = parse_number(&at, end);
    } else if (end - at > 2 && at[0] == 'r' && at[1] == 'c') {
        level = 0xc;
        at += 2;
        serial = parse_number(&at, end);
    }
    if (at < end && *at == '+')
        at++;
    if (end - at < 2 || (strncmp(at, " (", 2) != 0 && strncmp(at, " free-threading", 15) != 0 &&
                         strncmp(at, " experimental free-threading", 28) != 0))
        return false;
    if (minor > 99 || micro > 255 || serial > 15)
        return false;
    *ret = major << 24 | minor << 16 | micro << 8 | level << 4 | serial;
    return true;
}

static bool look_for_version(uint64_t address, const uint8_t *bytes, size_t size, void *arg)
{
    (void)address;
    /* Compilers align arrays of this size at least so. */
    for (size_t at = 0; at + BLOCK_OVERLAP <= size; at += 8)
        if (parse_version((const char *)bytes + at, BLOCK_OVERLAP, arg))
            return true;
    return false;
}

static bool look_for_cookie(uint64_t address, const uint8_t *bytes, size_t size, void *arg)
{
    const uint8_t *found = memmem(bytes, size, cookie, strlen(cookie));

    if (found == NULL || (found - bytes) % 8 != 0)
        return false;
    *(uint64_t *)arg = address + (uint64_t)(found - bytes);
    return true;
}

static void take_debug_offsets(struct target *target, struct find_candidate *candidate)
{
    if (candidate->runtime == 0 ||
        !error_ignore(target_read(target, candidate->runtime, candidate->debug_offsets,
                                  sizeof candidate->debug_offsets)))
        return;
    candidate->has_debug_offsets =
        layout_debug_offsets_version(candidate->debug_offsets, sizeof candidate->debug_offsets,
                                     &candidate->hexversion, &candidate->free_threaded);
}

enum {
    SYM_RUNTIME,
    SYM_VERSION,
    SYM_INTERP_HEAD,
    SYM_CURRENT,
    SYM_GET_VERSION,
    SYM_HASH_SECRET,
    SYM_COLLECTING,
    SYM_COUNT
};

/* What the symbols, sections and memory of a module tell; false: it is no CPython. */
static bool look_at(struct target *target, struct module *module, bool search,
                    struct find_candidate *ret)
{
    static const char *const names[] = {
        "_PyRuntime",    "Py_Version",     "interp_head", "_PyThreadState_Current",
        "Py_GetVersion", "_Py_HashSecret", "collecting"};
    uint64_t symbols[SYM_COUNT] = {0};
    struct module_range section;

    *ret = (struct find_candidate){.module = module};
    if (error_ignore(module_symbols(module, names, SYM_COUNT, false, symbols))) {
        ret->runtime = symbols[SYM_RUNTIME];
        ret->current_tstate = symbols[SYM_CURRENT];
        ret->hash_secret = symbols[SYM_HASH_SECRET];
    }
    if (ret->runtime == 0 && error_ignore(module_section(module, ".PyRuntime", &section)))
        ret->runtime = section.start;

    bool is_python = ret->runtime != 0 || symbols[SYM_GET_VERSION] != 0;

    if (!is_python && !search)
        return false;
    take_debug_offsets(target, ret);
    if (!ret->has_debug_offsets && symbols[SYM_VERSION] != 0) {
        uint64_t version;

        if (error_ignore(target_read_u64(target, symbols[SYM_VERSION], &version)))
            ret->hexversion = (uint32_t)version;
    }
    if (ret->hexversion == 0 && ret->runtime == 0 && !is_python &&
        scan_writable(target, module, look_for_cookie, &ret->runtime))
        take_debug_offsets(target, ret);
    if (ret->hexversion == 0)
        scan_writable(target, module, look_for_version, &ret->hexversion);
    /* Only the static variables of old versions stand in .symtab alone. */
    if (ret->hexversion != 0 && ret->runtime == 0 &&
        error_ignore(module_symbols(module, names, SYM_COUNT, true, symbols))) {
        ret->runtime = symbols[SYM_RUNTIME];
        ret->interpreters_head = symbols[SYM_INTERP_HEAD];
        ret->current_tstate = symbols[SYM_CURRENT];
        ret->collecting = symbols[SYM_COLLECTING];
    }
    return ret->hexversion != 0;
}

static bool sounds_like_python(const struct module *module)
{
    const char *slash = strrchr(module->path, '/');

    return strstr(slash != NULL ? slash : module->path, "python") != NULL;
}

struct walk {
    struct target *target;
    struct error *(*visit)(const struct find_candidate *candidate, void *arg);
    void *arg;
    struct error *best; /* the first refusal; owned */
};

/* True when the walk is over, with its outcome in *ret. */
static bool try_module(struct walk *walk, struct module *module, bool search, struct error **ret)
{
    struct find_candidate candidate;

    if (!look_at(walk->target, module, search, &candidate))
        return false;

    struct error *error = walk->visit(&candidate, walk->arg);

    if (error == NULL || error->kind == ERROR_EXITED || error->kind == ERROR_OS) {
        error_destroy(take_pointer(walk->best));
        *ret = error;
        return true;
    }
    if (walk->best == NULL)
        walk->best = error;
    else
        error_destroy(error);
    return false;
}

struct error *find_each(struct target *target,
                        struct error *(*visit)(const struct find_candidate *candidate, void *arg),
                        void *arg)
{
    struct process *process = target->process;
    struct walk walk = {target, visit, arg, NULL};
    struct error *outcome = NULL;

    /*
     * The program and what is called python; every other library, for an
     * embedded one under another name; last, by memory alone, a program without any symbols.
     */
    for (int pass = 0; pass < 3; pass++) {
        for (size_t i = 0; i < process->modules.count; i++) {
            struct module *module = process->modules.data[i];
            bool likely = module->is_program || sounds_like_python(module);

            if (pass == 2 ? !likely : likely != (pass == 0))
                continue;
            if (try_module(&walk, module, pass == 2, &outcome))
                return outcome;
        }
    }
    if (walk.best != NULL)
        return walk.best;
    return error_create(ERROR_NOT_FOUND,
                        "process %d is not a Python process: neither its program nor any library "
                        "in it holds a CPython interpreter",
                        target->pid);
}

/* A thread state of the interpreter at address that points back to it: that is no coincidence. */
static bool is_interpreter(struct target *target, const struct layout *layout,
                           const struct maps *maps, uint64_t address)
{
    struct layout_field fields[] = {layout->interp.threads_head, layout->interp.modules,
                                    layout->interp.next};
    uint64_t values[3];
    uint64_t back;

    if (!error_ignore(view_read_fields(target, address, fields, 3, values)))
        return false;
    for (int i = 0; i < 2; i++)
        if (values[i] % 8 != 0 || maps_find(maps, values[i]) == NULL)
            return false;
    if (values[2] != 0 && maps_find(maps, values[2]) == NULL)
        return false;
    return error_ignore(view_read_field(target, values[0], layout->tstate.interp, &back)) &&
           back == address;
}

/*
 * From 3.7 the pointer is a member of _PyRuntime, with that to the main
 * interpreter near it; other words may point to an interpreter too.
 */
static bool is_head(struct target *target, const struct layout *layout, const struct maps *maps,
                    uint64_t address)
{
    uint64_t main_interpreter;

    if (!layout_has(layout->runtime.interpreters_head))
        return true;
    return error_ignore(view_read_field(target, address - layout->runtime.interpreters_head.offset,
                                        layout->runtime.interpreters_main, &main_interpreter)) &&
           maps_find(maps, main_interpreter) != NULL &&
           is_interpreter(target, layout, maps, main_interpreter);
}

struct head_search {
    struct target *target;
    const struct layout *layout;
    const struct maps *maps;
    uint64_t found;
};

static bool look_for_head(uint64_t address, const uint8_t *bytes, size_t size, void *arg)
{
    struct head_search *search = arg;
    const struct mapping *last = NULL;

    for (size_t at = 0; at + 8 <= size; at += 8) {
        uint64_t word;

        memcpy(&word, bytes + at, sizeof word);
        if (word < 4096 || word % 8 != 0)
            continue;
        if (last == NULL || word < last->start || word >= last->end)
            last = maps_find(search->maps, word);
        if (last != NULL && last->write &&
            is_interpreter(search->target, search->layout, search->maps, word) &&
            is_head(search->target, search->layout, search->maps, address + at)) {
            search->found = address + at;
            return true;
        }
    }
    return false;
}

struct error *find_interpreters_head(struct target *target, struct module *module,
                                     const struct layout *layout, uint64_t *ret)
{
    struct head_search search = {target, layout, &module->process->maps, 0};

    if (!scan_writable(target, module, look_for_head, &search))
        return error_create(ERROR_NOT_FOUND, "no interpreter state found in the memory of %s",
                            module->path);
    *ret = search.found;
    return NULL;
}
