/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes the layout of one CPython build as a table, from its DWARF:
 *
 *   gen-layout [OPTION...] FILE [DEBUG-FILE [MODULE...]] >offsets/cpython-3.12.inc
 *
 * FILE is the interpreter or its libpython; DEBUG-FILE, where FILE is stripped, the
 * separate file with its debug information, else FILE again. Each MODULE is an extension module
 * with its debug information, or the separate file that has it.
 */
#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/error.h"
#include "base/memory.h"
#include "python/layout-fields.h"
#include "python/layout.h"

struct options {
    const char *file, *debug_file, *version, *origin;
    ARRAY(const char *) modules;
};

/* "3.15.0rc1" as PY_VERSION_HEX; 0: it is none. */
static uint32_t parse_version(const char *text, size_t length)
{
    unsigned part[3] = {0}, level = 0xf, serial = 0;
    size_t at = 0;

    for (int i = 0; i < 3; i++) {
        size_t start = at;
        for (; at < length && isdigit((unsigned char)text[at]) && at - start < 3; at++)
            part[i] = part[i] * 10 + (unsigned)(text[at] - '0');
        if (at == start || part[i] > 255 || (i < 2 && (at == length || text[at++] != '.')))
            return 0;
    }
    if (at < length && strchr("abr", text[at]) != NULL) {
        level = text[at] == 'a' ? 0xa : text[at] == 'b' ? 0xb : 0xc;
        at += text[at] == 'r' ? 2 : 1;
        if (at >= length)
            return 0;
        for (; at < length && isdigit((unsigned char)text[at]); at++)
            serial = serial * 10 + (unsigned)(text[at] - '0');
    }
    if (at < length && text[at] == '+') /* built between two releases */
        at++;
    if (at != length || serial > 15)
        return 0;
    if (part[0] != 3 && !(part[0] == 2 && part[1] == 7))
        return 0;
    return (uint32_t)(part[0] << 24 | part[1] << 16 | part[2] << 8 | level << 4 | serial);
}

/*
 * Py_GetVersion() formats PY_VERSION as a string of its own, which the linker may
 * have merged into the end of a longer one ("/opt/python-3.12.1"). Data of other versions stand
 * there too (Unicode 3.2.0): the answer must be the only one of a version that has layouts. 0: it
 * is not.
 */
static uint32_t version_in(const char *image, size_t size)
{
    uint32_t found = 0;

    for (size_t at = 1; at + 6 < size; at++) {
        if ((image[at] != '3' && image[at] != '2') || image[at + 1] != '.' ||
            isalnum((unsigned char)image[at - 1]) || image[at - 1] == '.')
            continue;
        size_t length = strnlen(image + at, size - at < 16 ? size - at : 16);
        uint32_t version = parse_version(image + at, length);
        struct layout_traits traits;
        if (version == 0 || version == found ||
            !error_ignore(layout_traits_of(version, false, &traits)))
            continue;
        if (found != 0)
            return 0;
        found = version;
    }
    return found;
}

static struct error *read_version(const struct options *options, int fd, uint32_t *ret)
{
    struct stat status;

    if (options->version != NULL) {
        *ret = parse_version(options->version, strlen(options->version));
        if (*ret == 0)
            return error_create(ERROR_USAGE, "%s is no Python version (3.12.1, 3.15.0rc1)",
                                options->version);
        return NULL;
    }
    if (fstat(fd, &status) != 0)
        return error_os(errno, options->file, "cannot read");
    size_t size = (size_t)status.st_size;
    void *image = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (image == MAP_FAILED)
        return error_os(errno, options->file, "cannot read");
    *ret = version_in(image, size);
    munmap(image, size);
    if (*ret == 0)
        return error_create(ERROR_NOT_FOUND,
                            "%s does not tell its Python version: use --version-of", options->file);
    return NULL;
}

static struct error *add_modules(const char *path, struct layout *layout)
{
    CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return error_os(errno, path, "cannot read");
    return layout_add_modules_from_dwarf(fd, path, layout);
}

static struct error *generate(const struct options *options)
{
    const char *source = options->debug_file != NULL ? options->debug_file : options->file;
    CLEANUP_CLOSE int fd = open(options->file, O_RDONLY | O_CLOEXEC);
    CLEANUP_CLOSE int debug_fd = open(source, O_RDONLY | O_CLOEXEC);
    CLEANUP(layout_deinit) struct layout layout = {0};
    uint32_t version;

    if (fd < 0)
        return error_os(errno, options->file, "cannot read");
    if (debug_fd < 0)
        return error_os(errno, source, "cannot read");
    TRY(read_version(options, fd, &version));
    TRY(layout_from_dwarf(debug_fd, source, version, false, &layout));
    /* Modules may be built in. */
    TRY(layout_add_modules_from_dwarf(debug_fd, source, &layout));
    for (size_t i = 0; i < options->modules.count; i++)
        TRY(add_modules(options->modules.data[i], &layout));
    /* Its reference count is split in two: Include/object.h. */
    bool free_threaded = !layout_has(layout.object.ob_refcnt);
    TRY(layout_traits_of(version, free_threaded, &layout.traits));

    /* A table must not depend on where the file lay. */
    CLEANUP_FREE char *number = layout_version_long(version);
    free(layout.origin);
    layout.origin = xasprintf("CPython %s%s%s%s", number, free_threaded ? " free-threaded" : "",
                              options->origin != NULL ? ", " : "",
                              options->origin != NULL ? options->origin : "");
    layout_write(&layout, stdout);
    if (fflush(stdout) != 0)
        return error_os(errno, NULL, "cannot write the table");
    return NULL;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'v':
        options->version = value;
        return 0;
    case 'o':
        options->origin = value;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num == 0)
            options->file = value;
        else if (state->arg_num == 1)
            options->debug_file = value;
        else
            array_push(&options->modules, (const char *)value);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int main(int argc, char **argv)
{
    static const struct argp_option option_table[] = {
        {"version-of", 'v', "X.Y.Z", 0, "the Python's version, where FILE does not tell it", 0},
        {"origin", 'o', "TEXT", 0, "what the table says of its origin after the version", 0},
        {0},
    };
    static const struct argp argp = {
        .options = option_table,
        .parser = parse_option,
        .args_doc = "FILE [DEBUG-FILE [MODULE...]]",
        .doc = "Writes the layout of a CPython build, from the debug information in FILE or "
               "DEBUG-FILE and in extension modules, to standard output.",
    };
    struct options options = {0};

    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct error *error = generate(&options);
    array_deinit(&options.modules);
    if (error == NULL)
        return 0;
    fprintf(stderr, "gen-layout: %s\n", error->message);
    error_destroy(error);
    return 1;
}
