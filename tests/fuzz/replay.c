/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inputs of a fuzz target's corpus once more, where there is no libFuzzer: fuzz-NAME
 * runs what is in corpus-NAME beside its source, or the files that are its arguments. Each has two
 * seconds of this process's time.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "fuzz.h"

#define INPUT_MAX_BYTES ((size_t)1 << 20)
#define SECONDS_MAX 2

static bool read_file(const char *path, uint8_t *ret, size_t *size)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        perror(path);
        return false;
    }
    *size = fread(ret, 1, INPUT_MAX_BYTES, file);
    fclose(file);
    return true;
}

static bool replay(const char *path)
{
    CLEANUP_FREE uint8_t *room = xmalloc(INPUT_MAX_BYTES);
    size_t size;

    if (!read_file(path, room, &size))
        return false;
    /* Said before: it may be the last thing that is. */
    printf("%s\n", path);
    fflush(stdout);

    /* Of its own size, so that a sanitizer sees where it ends. */
    CLEANUP_FREE uint8_t *input = xmalloc(size);
    clock_t start = clock();

    memcpy(input, room, size);
    LLVMFuzzerTestOneInput(input, size);
    if (clock() - start <= SECONDS_MAX * CLOCKS_PER_SEC)
        return true;
    printf("%s: took more than %d s\n", path, SECONDS_MAX);
    return false;
}

static char *corpus_of(const char *program)
{
    const char *source = getenv("SRCDIR");
    const char *name = strstr(program, "fuzz-");

    for (const char *next = name; next != NULL; next = strstr(next + 1, "fuzz-"))
        name = next;
    if (name == NULL)
        return xstrdup("corpus");
    return xasprintf("%s/tests/fuzz/corpus-%s", source != NULL ? source : ".", name + 5);
}

static bool replay_corpus(const char *folder, unsigned *ran, unsigned *failed)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);

    if (count < 0) {
        perror(folder);
        return false;
    }
    for (int i = 0; i < count; i++) {
        CLEANUP_FREE struct dirent *entry = entries[i];
        CLEANUP_FREE char *path = xasprintf("%s/%s", folder, entry->d_name);

        if (entry->d_name[0] == '.')
            continue;
        ++*ran;
        *failed += !replay(path);
    }
    free(entries);
    return true;
}

int main(int argc, char **argv)
{
    unsigned ran = 0, failed = 0;

    for (int i = 1; i < argc; i++, ran++)
        failed += !replay(argv[i]);
    if (argc == 1) {
        CLEANUP_FREE char *folder = corpus_of(argv[0]);

        if (!replay_corpus(folder, &ran, &failed))
            return EXIT_FAILURE;
    }
    /* As libcheck sums up: tests/summary reads it. */
    printf("%u%%: Checks: %u, Failures: %u, Errors: 0\n", ran == 0 ? 0 : 100 * (ran - failed) / ran,
           ran, failed);
    return ran > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
