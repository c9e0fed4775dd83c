/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of one or more words ("info threads", "history size") and what a user
 * types for them: any unambiguous prefix of each word. Commands and settings
 * are found and completed by the same rule.
 */
#ifndef SESSION_WORDS_H
#define SESSION_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Distinct strings, each owned; for array_push(). */
struct word_list {
    char **data;
    size_t count;
    size_t capacity;
};

void word_list_deinit(struct word_list *list);
/* Adds a copy of size bytes, unless there is an equal one. */
void word_list_add(struct word_list *list, const char *word, size_t size);
/* By the alphabet, numbers by their value. */
void word_list_sort(struct word_list *list);
/* "a, b, c"; free it. */
char *word_list_join(const struct word_list *list);

/* What follows the blanks at the start of text. */
const char *words_skip_blanks(const char *text);
/* The next word of *at, which may be in quotes, single or double; NULL: there is none. Free it. */
char *words_next(const char **at);
/* count words with blanks between; quoted: so that words_next() finds them again. Free it. */
char *words_join(char *const *words, size_t count, bool quoted);
/* Bytes of the word at text: letters, digits, '-', '_', '.'; or the one character '!'. */
size_t words_length(const char *text);

/*
 * If name goes on after path ("" for any name), its next word: a pointer into name, and its length.
 * NULL if it does not.
 */
const char *words_after(const char *name, const char *path, size_t *length);

/*
 * Adds the next word of name after path to list, if it begins with the typed
 * bytes. An exact word ends the search: true, and the list holds it alone.
 */
bool words_collect(struct word_list *list, const char *name, const char *path, const char *typed,
                   size_t length);

#endif
