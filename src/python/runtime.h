/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One CPython inside a target: which binary it is, where its state lies, and
 * which layout reads it, checked against the live memory before anything is
 * believed.
 */
#ifndef PYTHON_RUNTIME_H
#define PYTHON_RUNTIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "python/layout.h"

struct target;
struct module;
struct code_cache;

struct runtime {
    struct target *target; /* not owned */
    uint32_t hexversion;   /* PY_VERSION_HEX, from the binary or the memory */
    struct layout layout;
    char *layout_from;           /* a sentence for people: where the layout is from; owned */
    const struct module *module; /* the binary that holds the interpreter; the target's */
    uint64_t address;            /* _PyRuntime (3.7+), else 0 */
    uint64_t interpreters_head;  /* address of the pointer to the first PyInterpreterState */
    uint64_t current_tstate;     /* address of the pointer to the thread that holds the GIL:
                                    _PyThreadState_Current (-3.6), gilstate (3.7-3.11), else 0 */
    uint64_t collecting;         /* -3.6: address of the int that interpreter_collecting() is
                                    asked for, or 0 */
    uint64_t type_type;          /* PyType_Type */
    uint64_t unicode_type;       /* PyUnicode_Type, or PyString_Type in 2.7: type of a code object's
                                    name; 0 while it is not known */
    uint64_t code_type;          /* PyCode_Type; 0 while it is not known (no frame was ever seen) */
    uint64_t static_types;       /* 3.12+: static-type.c's list of them; 0: not looked for yet */
    uint64_t extension_types;    /* 3.13+: the same of those in extension modules */
    bool has_hash_key;           /* hash_key is the target's _Py_HashSecret.siphash */
    uint64_t hash_key[2];
    bool hashes_tried, hashes_hold; /* dict_hashes_hold() */
    bool changing;                  /* a dict or set was seen in the middle of a change: its owner
                                     * may have left the CPU between two stores. Who wants to know
                                     * clears it first */
    bool in_name_key;               /* name-key.c asks the classes of one */
    uint64_t names_compared;        /* since dict_begin_answer() */
    struct code_cache *codes;       /* code-cache.h */
    struct thread_numbers *numbers; /* thread.h */
    size_t tid_offset; /* of the kernel's number in the C library's thread descriptor; 0:
                          not looked for yet; thread-id.h */
};

/*
 * Finds the interpreter in target, chooses a layout and checks it. layout_file: --layout, or NULL.
 * ERROR_NOT_FOUND: not a Python; ERROR_UNSUPPORTED: a Python whose layout is not known or does not
 * check out. The target must outlive ret.
 */
struct error *runtime_attach(struct target *target, const char *layout_file, struct runtime **ret);
/* Accepts NULL. */
void runtime_destroy(struct runtime *runtime);

#endif
