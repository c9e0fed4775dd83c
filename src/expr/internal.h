/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of this room have in common: one evaluation, and what each of them does with
 * values. Each follows the C functions of CPython that its comments name.
 */
#ifndef EXPR_INTERNAL_H
#define EXPR_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/error.h"
#include "expr/parse.h"
#include "expr/block.h"
#include "expr/expr.h"
#include "expr/iterator.h"
#include "python/attribute.h"
#include "python/layout.h"
#include "python/type.h"
#include "python/variables.h"
#include "expr/value.h"

struct expr_descriptor;
struct known_name;
struct known_definer;
struct value_function;

struct expr {
    const struct expr_scope *scope;
    struct runtime *runtime;
    struct types *types;
    struct arena *arena;
    const char *text;
    bool old;            /* 2.7 */
    unsigned grammar;    /* the expression is read as 3.N does; 0: as 2.7 */
    uint64_t builtins;   /* the dict of the built-in names; 0: not looked for yet */
    struct block *block; /* whose names are looked up first */
    unsigned depth;      /* of expr_eval() within itself */
    unsigned functions;  /* that are being called, one within the other */
    size_t kept; /* counts what was made to stay, in blocks and iterators that were there before:
                    see expr_mark() */
    bool makes;  /* a function or an iterator was made */
    size_t iterators, iterators_before; /* that were made; before the last mark */
    struct known_name *names;           /* names of the frame, each looked up once */
    struct known_definer *definers;     /* definer.c */
    struct repr *repr;                  /* for repr() and str(); NULL until used */
    unsigned nesting;
    size_t steps;  /* elements gone through */
    size_t pauses; /* places at which it could be interrupted */
    struct timespec started;
    bool hides_asked, hides; /* whether names of the frame are hidden from what is within it */
    bool scanned;
    bool of_frame;             /* a variable of the frame was read: which call it is, matters */
    bool compared_nan;         /* a number was found neither less nor greater than another */
    bool unordered;            /* a set that is made here was gone through, and not in any_order, or
                                  made into a string: */
    unsigned any_order;        /* so many wait for what does not depend on an order */
    bool is_earlier;           /* the whole of it is one earlier result */
    size_t recorded;           /* an earlier result that was taken as it was printed; 0: none */
    struct expr_record record; /* what that said, if is_earlier and there is no more of it */
};

/* ---- wording.c */

/* The same error in the words of the target's version; takes it. NULL stays NULL. */
struct error *expr_in_words(struct expr *e, struct error *error);

/* ---- expr.c */

/* One element more: ERROR_INTERRUPTED, or ERROR_UNSUPPORTED once it is too much. */
struct error *expr_step(struct expr *e);
/* The error that so many more would end in, before the first of them. */
struct error *expr_steps(const struct expr *e, uint64_t count);
/* A place to interrupt it at: ERROR_INTERRUPTED, or ERROR_UNSUPPORTED once it takes too long. */
struct error *expr_pause(struct expr *e);
/*
 * Between the two, whether a block's names, or an iterator that was there before, have changed:
 * then true, for what refers to what was taken of the arena meanwhile. expr_release() gives that
 * back, unless it is so.
 */
struct expr_mark {
    struct arena_mark arena;
    size_t kept, iterators_before;
};
struct expr_mark expr_mark(struct expr *e);
bool expr_unmark(struct expr *e, const struct expr_mark *mark);
void expr_release(struct expr *e, const struct expr_mark *mark);
/* The value of a name of the frame. */
struct error *expr_name(struct expr *e, const char *name, struct value *ret);
/* Names that were looked up before. */
bool expr_known(const struct expr *e, const char *name, struct value *ret);
void expr_know(struct expr *e, const char *name, const struct value *value);
/* sys.modules of the frame's interpreter, as it itself has it. */
struct error *expr_modules(struct expr *e, struct value *ret);
/* What is made of the value now shows the order of its sets. */
void expr_note_order(struct expr *e, const struct value *value);
void expr_init(struct expr *e, const struct expr_scope *scope);
void expr_deinit(struct expr *e);
/* ERROR_UNSUPPORTED if so much more were too much. */
struct error *expr_room(const struct expr *e, size_t count, size_t size);
/* value_list_add(), if there is room. */
struct error *expr_list_add(struct expr *e, struct value_list *list, struct value value);
struct error *expr_too_deep(struct expr *e, unsigned depth);

/* "TypeError: ..." and the like. */
#define EXPR_TYPE_ERROR(...) error_create(ERROR_NOT_FOUND, "TypeError: " __VA_ARGS__)
#define EXPR_VALUE_ERROR(...) error_create(ERROR_NOT_FOUND, "ValueError: " __VA_ARGS__)
/* In the division's own words: the target's version may have others. */
#define EXPR_ZERO_DIVISION_ERROR(...)                                                              \
    error_create(ERROR_NOT_FOUND, "ZeroDivisionError: " __VA_ARGS__)
#define EXPR_OVERFLOW_ERROR(...) error_create(ERROR_NOT_FOUND, "OverflowError: " __VA_ARGS__)

/* ---- history.c */

/* $N, or before the last one if number is not positive. */
struct error *expr_earlier(struct expr *e, int64_t number, struct value *ret);
/* Copies what of a result cannot change: of an object of the target into *ret, of a value of ours
 * in its place. */
void expr_keep(struct expr *e, struct value *value, struct expr_record *ret);

/* ---- eval.c */

struct error *expr_eval(struct expr *e, const struct node *node, struct value *ret);

/* ---- comprehension.c */

struct error *expr_comprehension(struct expr *e, const struct node *node, struct value *ret);
struct error *expr_make_generator(struct expr *e, const struct node *node, struct value *ret);
/* Binds the names of a target in the present block to what item consists of. */
struct error *expr_bind(struct expr *e, const struct node *target, const struct value *item);

/* ---- lazy.c: a list that is made in order to be sliced, of which only the first elements are
 * needed; *done false: all of it must be made */

struct error *expr_first(struct expr *e, const struct node *node, bool *done, struct value *ret);

/* ---- lambda.c */

struct call;
struct error *expr_make_function(struct expr *e, const struct node *node, struct value *ret);
struct error *expr_call_function(struct expr *e, const struct value_function *function,
                                 const struct call *call, struct value *ret);
/* What is shown of it: <function <lambda>: lambda x: x + 1>. */
struct value expr_describe_function(struct expr *e, const struct value_function *function);

/* ---- class.c */

/* An object of a built-in type or one that derives from it as a value of our own: None, numbers,
 * str, bytes, range, slice. Anything else stays what it is. */
struct error *expr_load(struct expr *e, const struct value *value, struct value *ret);
/* Which built-in type it is, wherever it is. A frozendict is a dict, but for its hash and its type.
 */
struct error *expr_kind(struct expr *e, const struct value *value, enum type_kind *ret);
bool expr_is_ordered_dict(struct expr *e, const struct value *value);
/* tp_name of its type, as messages have it; lives as long as e. */
const char *expr_type_name(struct expr *e, const struct value *value);
/* Its type as an object of the target. */
struct error *expr_type_object(struct expr *e, const struct value *value, uint64_t *ret);
/* The built-in type of that kind, which types.NAME is; shown: what it calls itself. */
struct error *expr_named_type(struct expr *e, const char *name, enum type_kind kind,
                              const char *shown, uint64_t *ret);
struct error *expr_type_struct(struct expr *e, const struct value *value, const struct type **ret);
/* What has that name among the built-ins. ERROR_NOT_FOUND. */
struct error *expr_builtin(struct expr *e, const char *name, uint64_t *ret);

/* ---- definer.c */

/* Who says what a special method does, along the MRO. */
enum definer {
    DEFINER_NONE,    /* nobody but perhaps object */
    DEFINER_BUILTIN, /* a built-in type that we know */
    DEFINER_CODE,    /* a class, whose code would have to run */
    DEFINER_FOREIGN, /* C code that is not known here */
    DEFINER_REFUSES, /* a class whose method of that name is None */
};
struct error *expr_definer(struct expr *e, const struct value *value, const char *name,
                           enum definer *ret, const struct type **owner);
/* ERROR_UNSUPPORTED and who, if code of the target or unknown C code decides. */
struct error *expr_check_special(struct expr *e, const struct value *value, const char *name);
/* ERROR_UNSUPPORTED: it is a description of what Python would make. */
struct error *expr_check_known(const struct value *value);
/* Whether its type has that method, a literal, and neither a class of the target nor the object
 * itself has another thing of that name. */
bool expr_has_builtin(struct expr *e, const struct value *value, const char *name);
void expr_forget_definers(struct expr *e);
struct error *expr_needs_code(const char *of, const char *name)
    __attribute__((returns_nonnull, warn_unused_result));

/* ---- method.c: bound methods, those that are made here and those of the target */

/* False: it is no method. */
bool expr_take_method(struct expr *e, const struct value *value, struct bound_method *ret);
/* The type of one that is made here. */
struct error *expr_method_type(struct expr *e, uint64_t *ret);
struct error *expr_method_attribute(struct expr *e, const struct value *method, const char *name,
                                    struct expr_descriptor *found, struct value *ret);
struct error *expr_methods_equal(struct expr *e, const struct bound_method *a,
                                 const struct bound_method *b, bool *ret);

/* ---- private.c */

/* The name as the compiler would have it in the frame's code: of __x in a class C, _C__x. */
const char *expr_private(struct expr *e, const char *name);
/* Says with the error, that the value has no attribute of that private name, which it means. */
struct error *expr_name_private(struct expr *e, const struct value *of, const char *name,
                                struct error *error);

/* ---- method-call.c */

/* What a method gives without arguments; function: what of.name is. *done false: it does more than
 * say what is there. */
struct error *expr_method_call(struct expr *e, const struct value *of, const char *name,
                               const struct value *function, bool *done, struct value *ret);

/* ---- cache-info.c */

/* The same of what functools.lru_cache() has made. */
struct error *expr_cache_call(struct expr *e, const struct value *of, const char *name,
                              const struct value *function, bool *done, struct value *ret);

/* ---- path.c */

/* The name, parent, parts, stem or suffix of a path of pathlib. False: it is no such attribute of
 * the library's, or not told. */
bool expr_path_attribute(struct expr *e, const struct value *of, const char *name,
                         struct value *ret);

/* str() of one of the library's, of slashes. */
bool expr_path_str(struct expr *e, const struct value *value, struct value *ret);

/* ---- number.c: on loaded numbers (VALUE_BOOL, _INT, _FLOAT, _COMPLEX) */

bool expr_is_number(const struct value *value);
struct error *expr_number_binary(struct expr *e, enum operator op, const struct value *a,
                                 const struct value *b, struct value *ret);
/* Whether there is such an operator for the two. */
bool expr_number_supports(const struct expr *e, enum operator op, const struct value *a,
                          const struct value *b);
struct error *expr_number_unary(struct expr *e, enum operator op, const struct value *a,
                                struct value *ret);
bool expr_number_equal(const struct value *a, const struct value *b);
/* Negative, 0, positive; *unordered: one is a NaN. Not for complex ones. */
int expr_number_compare(const struct value *a, const struct value *b, bool *unordered);
struct error *expr_number_to_double(const struct value *value, double *ret);
/* The int that a finite double is when what follows its point is cut. */
struct value expr_number_truncate(struct expr *e, double number);
/* dividend / divisor, rounded once, to even; false: too large for a double. */
bool expr_number_divide(const mpz_t dividend, const mpz_t divisor, double *ret);
/* An int of the target's own digits. */
struct error *expr_make_int(struct expr *e, const mpz_t number, struct value *ret);

/* ---- complex.c: on numbers of which one at least is complex; and a real one whose power is */

struct error *expr_complex_binary(struct expr *e, enum operator op, const struct value *a,
                                  const struct value *b, struct value *ret);
struct error *expr_complex_power(struct expr *e, double ar, double ai, double br, double bi,
                                 struct value *ret);

/* ---- operators.c */

struct error *expr_binary(struct expr *e, enum operator op, const struct value *a,
                          const struct value *b, struct value *ret);
struct error *expr_unary(struct expr *e, enum operator op, const struct value *a,
                         struct value *ret);
struct error *expr_truth(struct expr *e, const struct value *value, bool *ret);

/* ---- percent.c */

/* format, which is loaded, % args. */
struct error *expr_percent(struct expr *e, const struct value *format, const struct value *args,
                           struct value *ret);

/* ---- compare.c */

struct error *expr_compare(struct expr *e, enum operator op, const struct value *a,
                           const struct value *b, bool *ret);
/* That there is none between the two: a TypeError, or of 2.7 ERROR_UNSUPPORTED. */
struct error *expr_no_order(struct expr *e, enum operator op, const struct value *a,
                            const struct value *b)
    __attribute__((returns_nonnull, warn_unused_result));
/* What an order, negative, 0 or positive, means for op. */
bool expr_order_holds(enum operator op, int order);
struct error *expr_equal(struct expr *e, const struct value *a, const struct value *b, bool *ret);
struct error *expr_is(struct expr *e, const struct value *a, const struct value *b, bool *ret);

/* ---- hash.c */

/* *exact: it is the target's own hash. TypeError: unhashable. */
struct error *expr_hash(struct expr *e, const struct value *value, uint64_t *ret, bool *exact);
/* What is said of a hash that was needed for a "dict key" or a "set element". */
struct error *expr_as_key(struct expr *e, const struct value *key, const char *what,
                          struct error *error);
struct value_table *expr_table(struct expr *e);
/* Puts value at key; of a set the value does not matter. */
struct error *expr_table_put(struct expr *e, struct value_table *table, const struct value *key,
                             const struct value *value);
/* NULL where there is none. */
struct error *expr_table_find(struct expr *e, const struct value_table *table,
                              const struct value *key, const struct value_entry **ret);

/* ---- find.c */

/* In a dict or set of the target, of that kind. ERROR_NOT_FOUND. */
struct error *expr_find_in_dict(struct expr *e, uint64_t dict, const struct value *key,
                                struct value *ret);
struct error *expr_find_in_set(struct expr *e, uint64_t set, const struct value *key, bool *ret);

/* ---- iterate.c */

/* Visits each element of whatever can be iterated over, until visit says stop. */
struct error *expr_each(struct expr *e, const struct value *value, EXPR_VISITOR((*visit)),
                        void *arg);
/* All of them. */
struct error *expr_collect(struct expr *e, const struct value *value, struct value_list *ret);
/* As C code does that takes the elements out of a list, tuple, set, dict or deque itself, and does
 * not ask the __iter__ of a subclass: comparisons, hashes, operators, `in`. */
struct error *expr_each_stored(struct expr *e, const struct value *value, EXPR_VISITOR((*visit)),
                               void *arg);
struct error *expr_collect_stored(struct expr *e, const struct value *value,
                                  struct value_list *ret);
/* ERROR_UNSUPPORTED: it is known to be so long that it will not be gone through to its end. */
struct error *expr_check_length(struct expr *e, const struct value *value);
/* How many it has; what a subclass says of its own length is not asked. */
struct error *expr_length(struct expr *e, const struct value *value, uint64_t *ret);
/* len(): its own length is what its class says, or ERROR_UNSUPPORTED. */
struct error *expr_len(struct expr *e, const struct value *value, uint64_t *ret);
/* The element of a range. */
struct error *expr_range_length(struct expr *e, const struct value *range, struct value *ret);
struct error *expr_range_item(struct expr *e, const struct value *range, const mpz_t index,
                              struct value *ret);

/* ---- array.c */

/* Of an array.array: the index-th item, which it has; and each of them. */
struct error *expr_array_item(struct expr *e, uint64_t array, uint64_t index, struct value *ret);
/* An item of an array or memoryview with that code of struct's, but for u and w. */
struct value expr_item_of_code(struct expr *e, char code, size_t size, const void *bytes);
struct error *expr_each_of_array(struct expr *e, uint64_t array, EXPR_VISITOR((*visit)), void *arg);

/* ---- subscript.c */

struct error *expr_subscript(struct expr *e, const struct value *of, const struct value *index,
                             struct value *ret);
/* The value at a key of a dict, here or in the target; an error that expr_is_miss(): there is none.
 */
struct error *expr_find_key(struct expr *e, const struct value *of, const struct value *key,
                            struct value *ret);
bool expr_is_miss(const struct error *error);
/* What a mappingproxy stands for. */
struct error *expr_mapping_of(struct expr *e, const struct value *proxy, struct value *ret);
/* "KeyError: 'name'" */
struct error *expr_key_error(struct expr *e, const struct value *key);
/* Visits the items of what dict() and ** take for a mapping, as pairs; *done false: it has no
 * keys().
 */
struct error *expr_each_pair(struct expr *e, const struct value *of, EXPR_VISITOR((*visit)),
                             void *arg, bool *done);
/* dict[key], with __missing__ as far as its code may be read. */
struct error *expr_subscript_dict(struct expr *e, const struct value *of, const struct value *key,
                                  struct value *ret);
/* A loaded slice of what has so many elements: PySlice_AdjustIndices(). */
struct slice {
    int64_t start, stop, step, count;
};
struct error *expr_adjust_slice(struct expr *e, const struct value *slice, int64_t length,
                                struct slice *ret);
/* expr_load() of what may be an index: an int of numpy's has an __index__, and is an int here. */
struct error *expr_load_index(struct expr *e, const struct value *index, struct value *ret);
/* convert.c: expr_load() of what is asked for a number by __int__ or __float__: one of numpy's is
 * one of Python's then. */
struct error *expr_load_number(struct expr *e, const struct value *value, struct value *ret);
/* An integer that counts or indexes; what is too large for 64 bits becomes the nearest that is not.
 * TypeError: it is none. */
struct error *expr_to_index(struct expr *e, const struct value *value, int64_t *ret);

/* ---- wrapper.c: objects of classes written in Python that hold a container; *done false: it is
 * none of these */

struct error *expr_wrapper_item(struct expr *e, const struct value *of, const struct value *index,
                                bool *done, struct value *ret);
struct error *expr_wrapper_each(struct expr *e, const struct value *of, EXPR_VISITOR((*visit)),
                                void *arg, bool *done);
/* keys(): what of.keys is. */
struct error *expr_wrapper_keys(struct expr *e, const struct value *of, const struct value *keys,
                                EXPR_VISITOR((*visit)), void *arg, bool *done);
struct error *expr_wrapper_length(struct expr *e, const struct value *of, bool *done,
                                  uint64_t *ret);
struct error *expr_wrapper_contains(struct expr *e, const struct value *of, const struct value *key,
                                    bool *done, bool *ret);
/* Whether its get() is the library's, which asks for an item. */
bool expr_wrapper_has_get(struct expr *e, const struct value *of);
/* What a call of a method with one more argument gives, whose code only reads attributes of its
 * object and does not look at the argument; or, of a bound one, of one without. */
bool expr_wrapper_returns(struct expr *e, uint64_t function, uint64_t self, unsigned arguments,
                          struct value *ret);

/* ---- environ.c: os.environ, and os.environb, of which nothing is decoded */

bool expr_environ_is_of_bytes(struct expr *e, const struct value *of);
struct error *expr_environ_decode(struct expr *e, const struct value *of, const struct value *bytes,
                                  struct value *ret);
struct error *expr_environ_item(struct expr *e, const struct value *of, const struct value *key,
                                struct value *ret);

/* ---- contains.c */

struct error *expr_contains(struct expr *e, const struct value *of, const struct value *item,
                            bool *ret);
/* In a set or frozenset, whatever its class says of `in`. */
struct error *expr_set_has(struct expr *e, const struct value *of, const struct value *item,
                           bool *ret);

/* ---- attribute.c */

/* ERROR_UNSUPPORTED names the descriptor whose code would have to run. */
struct error *expr_attribute(struct expr *e, const struct value *of, const char *name,
                             struct value *ret);
/* The same of the attribute that node is, whose object is of. */
struct error *expr_attribute_at(struct expr *e, const struct node *node, const struct value *of,
                                const char *name, struct value *ret);
/* A descriptor in the class owner, itself of the type kind, whose code would have to run. */
struct expr_descriptor {
    uint64_t address; /* 0: it is none */
    const struct type *kind, *owner;
    const char *name;
};
/* Either a value, or what would have to run for it. */
struct error *expr_find_attribute(struct expr *e, const struct value *of, const char *name,
                                  struct expr_descriptor *found, struct value *ret);
void expr_take_attribute(struct expr *e, struct attribute *attribute, const struct value *of,
                         const char *name, struct expr_descriptor *found, struct value *ret);
/* ERROR_UNSUPPORTED, which says what was found; operand: what has it in the expression, or NULL;
 * purpose: what the code would have to run for, as " to know it", or "". */
struct error *expr_refuse(struct expr *e, const struct value *of, const struct node *operand,
                          const struct expr_descriptor *found, const char *purpose);
struct value expr_made(struct expr *e, const struct made *made);
/* The attributes of vars() as a dict. */
struct error *expr_vars(struct expr *e, const struct value *of, struct value *ret);
/* f_locals of a frame object, or of what stands for that of a generator; *found false: of is no
 * frame. A dict; 3.13+ has a proxy that looks the same. */
struct error *expr_frame_locals(struct expr *e, const struct value *of, bool *found,
                                struct value *ret);
struct error *expr_table_put_variables(struct expr *e, struct value_table *table,
                                       const variable_array *variables);
/* The names of dir(), in no order. */
struct error *expr_dir(struct expr *e, const struct value *of, void (*add)(void *arg, const char *),
                       void *arg);

/* ---- call.c */

struct error *expr_call(struct expr *e, const struct node *node, struct value *ret);

/* ---- functions.c, convert.c, iterators.c, numeric.c, sequences.c: the functions that call.c
 * knows */

struct call {
    const char *name; /* of the function */
    const struct value *args;
    size_t count;
    const char *const *keywords;
    const struct value *keyword_values;
    size_t keyword_count;
    const struct node *node; /* NULL: it is not written in the expression */
};

#define EXPR_FUNCTION(name)                                                                        \
    struct error *name(struct expr *e, const struct call *call, struct value *ret)

enum function_flag {
    FUNCTION_OLD = 1, /* of 2.7 alone */
    FUNCTION_ANY_ORDER =
        2, /* what it gives does not depend on the order of its argument's elements */
};

struct function {
    const char *name;
    unsigned min, max;    /* arguments by position */
    const char *keywords; /* that it takes, blanks between; NULL: none */
    EXPR_FUNCTION((*run));
    unsigned flags;
};

/* What the name says of no more than its arguments. TypeError. */
struct error *expr_check_arguments(const struct function *f, const struct call *call);

/* ---- builtin-method.c: methods of built-in types; *done false: it is none of those that are
 * evaluated, or not told for these arguments */

/* of_class: whatever the class of the object makes of that name. */
struct error *expr_builtin_method(struct expr *e, const struct value *of, const char *name,
                                  bool of_class, const struct call *call, bool *done,
                                  struct value *ret);
/* str.lower, text.lower: whether it is a method of C code, and a call of it. */
bool expr_is_method(struct expr *e, const struct value *value);
struct error *expr_call_method(struct expr *e, const struct value *function,
                               const struct call *call, bool *done, struct value *ret);

#define EXPR_METHOD(name)                                                                          \
    struct error *name(struct expr *e, const struct value *of, const struct call *call,            \
                       bool *done, struct value *ret)

struct builtin_method {
    enum type_kind kind; /* of the object */
    struct function call;
    EXPR_METHOD((*run)); /* *done is true before it */
};

/* Each ends with a name of NULL. */
extern const struct builtin_method expr_container_methods[];
extern const struct builtin_method expr_moment_methods[];

/* text-methods.c: of a str, bytes or bytearray. */
struct error *expr_text_method(struct expr *e, const struct value *of, const char *name,
                               bool of_class, const struct call *call, bool *done,
                               struct value *ret);

/* Each ends with a name of NULL. */
extern const struct function expr_functions[];
extern const struct function expr_conversions[];
extern const struct function expr_iterators[];
extern const struct function expr_numeric[];
extern const struct function expr_sequences[];

/* Calls what a value of the target is, as one of the functions: for key=. */
struct error *expr_call_value(struct expr *e, const struct value *callee, const struct call *call,
                              struct value *ret);
const struct value *expr_keyword(const struct call *call, const char *name);

/* What key= makes of an item; function may be NULL. */
struct error *expr_key_of(struct expr *e, const struct value *function, const struct value *item,
                          struct value *ret);
/* Sorts data as sorted() does. */
struct error *expr_sort(struct expr *e, struct value *data, size_t count, const struct value *key,
                        bool reverse);

/* The text that print shows of a value. */
struct error *expr_repr_text(struct expr *e, const struct value *value, char **ret);
/* Whether the last of these was another one than repr() gives. */
bool expr_repr_differs(struct expr *e);
/* What repr() or ascii() gives. ERROR_UNSUPPORTED: that is not known. */
struct error *expr_repr_exact(struct expr *e, const struct value *value, bool ascii, char **ret);
struct error *expr_str(struct expr *e, const struct value *value, struct value *ret);
/* What ascii() gives: repr() with escapes for all that is not ASCII. */
struct error *expr_ascii(struct expr *e, const struct value *value, char **ret);
/* 2.7: a VALUE_BYTES becomes the unicode with the same characters, or the other way round, as far
 * as they are ASCII. */
struct error *expr_decode(struct expr *e, struct value *value);
struct error *expr_encode(struct expr *e, struct value *value);
/* A VALUE_BYTES becomes a VALUE_STR of which each character is one of its bytes. */
struct error *expr_bytes_as_characters(struct expr *e, struct value *value);

/* ---- format-spec.c, str-format.c */

/* What format() makes of a value by a spec, which is a VALUE_STR (2.7: or VALUE_BYTES). */
struct error *expr_format_value(struct expr *e, const struct value *value, const struct value *spec,
                                struct value *ret);
/* str.format() and str.format_map() of a text (2.7: or of the bytes that its characters are);
 * mapping NULL: the call has the names. */
struct error *expr_str_format(struct expr *e, const uint32_t *text, size_t count, bool bytes,
                              const struct call *call, const struct value *mapping,
                              struct value *ret);
struct error *expr_formatted(struct expr *e, const struct node *node, struct value *ret);
/* What !r, !s or !a makes of a value. */
struct error *expr_convert(struct expr *e, const struct value *value, uint32_t conversion,
                           struct value *ret);

#endif
