/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A made-up CPython in made-up memory, written through the layout of any
 * version: what reads a target can be tested on every version without having
 * it, and on memory that no interpreter would ever hold.
 */
#ifndef TESTS_UNIT_FAKE_H
#define TESTS_UNIT_FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "python/layout.h"
#include "python/runtime.h"

#define FAKE_BASE 0x10000000u
#define FAKE_BYTES ((size_t)24 << 20)
#define FAKE_NOWHERE 0x7000000000u /* not mapped */

struct fake {
    uint8_t *memory;                               /* FAKE_BYTES at FAKE_BASE */
    uint64_t end;                                  /* first free address */
    uint64_t reads;                                /* of the memory */
    void (*changes)(struct fake *fake, void *arg); /* called before each read; or NULL */
    void *changes_arg;
    struct runtime *runtime;
    const struct layout *layout;
    uint64_t object_type, type_type, dict_type, tuple_type, str_type, bytes_type, code_type,
        int_type;
    uint64_t interpreter, modules, tstate;
    uint64_t chunk, top; /* the data stack; 0 before 3.11 */
    uint64_t newest;     /* the frame that was pushed last */
};

/* How many builds there are to make one up of: those of offsets/tables.def, in its order. */
extern const int fake_versions;

/* An interpreter with sys.modules and one thread state, without frames. */
struct fake *fake_create(int version);
void fake_destroy(struct fake *fake);

uint64_t fake_alloc(struct fake *fake, size_t size);
void fake_put(struct fake *fake, uint64_t address, struct layout_field field, uint64_t value);
void fake_put_u64(struct fake *fake, uint64_t address, uint64_t value);
void fake_put_bytes(struct fake *fake, uint64_t address, const void *bytes, size_t size);

uint64_t fake_object(struct fake *fake, uint64_t type, size_t size);
/* A static type that derives from object, as every built-in one does. */
uint64_t fake_type(struct fake *fake, const char *name);
uint64_t fake_tuple(struct fake *fake, const uint64_t *items, size_t count);
uint64_t fake_str(struct fake *fake, const char *ascii);
uint64_t fake_bytes(struct fake *fake, const void *bytes, size_t size);
/* A code object whose first 14 bytes of code are at line firstlineno. */
uint64_t fake_code(struct fake *fake, const char *name, const char *file, int firstlineno);
/* Calls the code object in the thread: the new frame's address. */
uint64_t fake_push(struct fake *fake, uint64_t code);

/* ---- fake-objects.c */

uint64_t fake_list(struct fake *fake, const uint64_t *items, size_t count);
/* Of str keys. Nothing is found by its hash: names are compared, one after the other. */
uint64_t fake_dict(struct fake *fake, const char *const *names, const uint64_t *values,
                   size_t count);
uint64_t fake_int(struct fake *fake, uint32_t value);
uint64_t fake_function(struct fake *fake, uint64_t code, const char *qualname, uint64_t globals);
/* As a class statement makes one: dict is its namespace, and FAKE_DICT_OFFSET where instances have
 * theirs. base: a type. */
#define FAKE_DICT_OFFSET 240
uint64_t fake_class(struct fake *fake, const char *name, uint64_t base, uint64_t dict);
/* Of 256 bytes. */
uint64_t fake_instance(struct fake *fake, uint64_t class, uint64_t dict);

/* ---- fake-library.c */

#define FAKE_NAMES_MAX 60

struct fake_names {
    const char *names[FAKE_NAMES_MAX];
    uint64_t values[FAKE_NAMES_MAX];
    size_t count;
};
/* More than fit are left out. */
void fake_name(struct fake_names *names, const char *name, uint64_t value);
uint64_t fake_dict_of(struct fake *fake, const struct fake_names *names);

/* A class whose __repr__ is a function of the standard library's: "asyncio.streams",
 * "StreamReader.__repr__", by whose first part it is called. names: what else is in it. */
uint64_t fake_library_class(struct fake *fake, const char *module, const char *function,
                            uint64_t base, uint64_t globals, struct fake_names names);

/* ---- fake-property.c */

/* Bytes of code that fit into a code object. */
#define FAKE_CODE_ROOM 1024
#define FAKE_NO_ARGUMENT UINT32_MAX
struct fake_instruction {
    const char *name; /* as dis has it */
    uint32_t argument;
};
/* With room for all of them in ret, and for what inline caches follow: the size. */
size_t fake_assemble(struct fake *fake, const struct fake_instruction *list, size_t count,
                     uint8_t *ret);
/* A function of one argument with that bytecode. names, consts: tuples of the code object. */
uint64_t fake_getter(struct fake *fake, const uint8_t *bytes, size_t size, uint64_t names,
                     uint64_t consts);
/* A property whose function that is. */
uint64_t fake_property(struct fake *fake, const uint8_t *bytes, size_t size, uint64_t names,
                       uint64_t consts);

#endif
