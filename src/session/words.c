/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"

void word_list_deinit(struct word_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->data[i]);
    array_deinit(list);
}

void word_list_add(struct word_list *list, const char *word, size_t size)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strncmp(list->data[i], word, size) == 0 && list->data[i][size] == '\0')
            return;
    }
    array_push(list, xstrndup(word, size));
}

static bool is_number(const char *word)
{
    return word[0] != '\0' && word[strspn(word, "0123456789")] == '\0';
}

/* Numbers first, by their value, as far as they have no zeros in front. */
static int compare(const void *a, const void *b)
{
    const char *one = *(char *const *)a;
    const char *other = *(char *const *)b;

    if (is_number(one) && is_number(other) && strlen(one) != strlen(other))
        return strlen(one) < strlen(other) ? -1 : 1;
    return strcmp(one, other);
}

void word_list_sort(struct word_list *list)
{
    if (list->count > 1)
        qsort(list->data, list->count, sizeof *list->data, compare);
}

char *word_list_join(const struct word_list *list)
{
    char *buffer = NULL;
    size_t size = 0;
    FILE *out = xopen_memstream(&buffer, &size);

    for (size_t i = 0; i < list->count; i++)
        fprintf(out, "%s%s", i > 0 ? ", " : "", list->data[i]);
    fclose(out);
    return buffer;
}

const char *words_skip_blanks(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return text;
}

char *words_next(const char **at)
{
    const char *start = words_skip_blanks(*at);
    char quote = *start == '"' || *start == '\'' ? *start : '\0';
    size_t length;

    if (*start == '\0')
        return NULL;
    if (quote != '\0')
        start++;
    length = quote != '\0' ? strcspn(start, quote == '"' ? "\"" : "'") : strcspn(start, " \t");
    *at = start + length;
    if (quote != '\0' && **at == quote)
        ++*at;
    return xstrndup(start, length);
}

static bool needs_quotes(const char *word)
{
    return word[0] == '\0' || word[0] == '"' || word[0] == '\'' || strpbrk(word, " \t") != NULL;
}

char *words_join(char *const *words, size_t count, bool quoted)
{
    char *buffer = NULL;
    size_t size = 0;
    FILE *out = xopen_memstream(&buffer, &size);

    for (size_t i = 0; i < count; i++) {
        const char *quote = !quoted || !needs_quotes(words[i]) ? ""
                            : strchr(words[i], '\'') == NULL   ? "'"
                                                               : "\"";

        fprintf(out, "%s%s%s%s", i > 0 ? " " : "", quote, words[i], quote);
    }
    fclose(out);
    return buffer;
}

size_t words_length(const char *text)
{
    size_t length = 0;

    if (text[0] == '!')
        return 1;
    while (isalnum((unsigned char)text[length]) ||
           (text[length] != '\0' && strchr("-_.", text[length]) != NULL))
        length++;
    return length;
}

const char *words_after(const char *name, const char *path, size_t *length)
{
    size_t skip = strlen(path);

    if (skip > 0) {
        if (strncmp(name, path, skip) != 0 || name[skip] != ' ')
            return NULL;
        name += skip + 1;
    }
    *length = strcspn(name, " ");
    return name;
}

bool words_collect(struct word_list *list, const char *name, const char *path, const char *typed,
                   size_t length)
{
    size_t word_length;
    const char *word = words_after(name, path, &word_length);

    if (word == NULL || word_length < length || strncmp(word, typed, length) != 0)
        return false;
    if (word_length == length) {
        word_list_deinit(list);
        word_list_add(list, word, word_length);
        return true;
    }
    word_list_add(list, word, word_length);
    return false;
}
