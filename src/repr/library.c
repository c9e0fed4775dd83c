/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which __repr__ of the library is whose: the class in the MRO that has it, and the function's
 * code, whose file is the library's own.
 */
#include "repr/library.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/code-cache.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#include <uthash.h>

#define CELLS_MAX 10
#define NAME_MAX_CHARACTERS 1000

typedef LIBRARY_WRITER((*library_writer));

/* One class of the target. */
struct entry {
    uint64_t address; /* the key */
    struct library_function function;
    const struct known *known; /* NULL: its __repr__ is not one of ours */
    UT_hash_handle hh;
};

/* What was found of a name in a class of the target. */
struct fact {
    char *key; /* owned */
    bool is;
    UT_hash_handle hh;
};

struct library {
    char *folder; /* that co_filename begins with, "/usr/lib/python3.12/"; NULL: not known */
    struct entry *entries;
    struct fact *facts;
};

/* A __repr__ of the library: a writer, or where it only fills in attributes a format for
 * library_put_format(). */
struct known {
    const char *module, *name;
    library_writer writer;
    const char *format;
};

static const struct known known[] = {
    {"UserList", "UserList.__repr__", library_user_data, NULL},
    {"UserString", "UserString.__repr__", library_user_data, NULL},
    {"_abcoll", "MappingView.__repr__", NULL, "{}({_mapping!r})"},
    {"_collections_abc", "MappingView.__repr__", NULL, "{}({_mapping!r})"},
    {"_collections_abc", "_CallableGenericAlias.__repr__", library_abc_callable, NULL},
    {"_pydecimal", "Decimal.__repr__", library_decimal, NULL},
    {"_sitebuiltins", "Quitter.__repr__", NULL, "Use {name}() or {eof} to exit"},
    {"_weakrefset", "WeakSet.__repr__", library_user_data, NULL},
    {"annotationlib", "ForwardRef.__repr__", library_forward_reference, NULL},
    {"argparse", "_AttributeHolder.__repr__", library_namespace, NULL},
    {"asyncio.base_events", "BaseEventLoop.__repr__", library_event_loop, NULL},
    {"asyncio.base_events", "Server.__repr__", library_server, NULL},
    {"asyncio.base_subprocess", "BaseSubprocessTransport.__repr__", library_subprocess_transport,
     NULL},
    {"asyncio.base_subprocess", "WriteSubprocessPipeProto.__repr__", NULL,
     "<{} fd={fd} pipe={pipe!r}>"},
    {"asyncio.events", "Handle.__repr__", library_handle, NULL},
    {"asyncio.locks", "Barrier.__repr__", library_async_barrier, NULL},
    {"asyncio.locks", "Condition.__repr__", library_async_condition, NULL},
    {"asyncio.locks", "Event.__repr__", library_async_event, NULL},
    {"asyncio.locks", "Lock.__repr__", library_async_lock, NULL},
    {"asyncio.locks", "Semaphore.__repr__", library_async_semaphore, NULL},
    {"asyncio.queues", "Queue.__repr__", library_async_queue, NULL},
    {"asyncio.selector_events", "_SelectorTransport.__repr__", library_selector_transport, NULL},
    {"asyncio.streams", "StreamReader.__repr__", library_stream_reader, NULL},
    {"asyncio.streams", "StreamWriter.__repr__", library_stream_writer, NULL},
    {"asyncio.subprocess", "Process.__repr__", NULL, "<{} {pid}>"},
    {"asyncio.taskgroups", "TaskGroup.__repr__", library_task_group, NULL},
    {"asyncio.timeouts", "Timeout.__repr__", library_timeout, NULL},
    {"asyncio.trsock", "TransportSocket.__repr__", library_transport_socket, NULL},
    {"asyncio.unix_events", "_UnixReadPipeTransport.__repr__", library_pipe_transport, NULL},
    {"asyncio.unix_events", "_UnixWritePipeTransport.__repr__", library_pipe_transport, NULL},
    {"codecs", "CodecInfo.__repr__", NULL, "<{.} object for encoding {name} at {@}>"},
    {"collections", "ChainMap.__repr__", library_chain_map, NULL},
    {"collections", "Counter.__repr__", library_counter, NULL},
    {"collections", "OrderedDict.__repr__", library_ordered_dict, NULL},
    {"collections", "UserDict.__repr__", library_user_data, NULL},
    {"collections", "UserList.__repr__", library_user_data, NULL},
    {"collections", "UserString.__repr__", library_user_data, NULL},
    {"concurrent.futures._base", "Future.__repr__", library_future, NULL},
    {"concurrent.interpreters", "Interpreter.__repr__", NULL, "{}({_id})"},
    {"configparser", "SectionProxy.__repr__", NULL, "<Section: {_name}>"},
    {"decimal", "Decimal.__repr__", library_decimal, NULL},
    {"dis", "Bytecode.__repr__", NULL, "{}({_original_object!r})"},
    {"email.headerregistry", "Address.__repr__", NULL,
     "{}(display_name={_display_name!r}, username={_username!r}, domain={_domain!r})"},
    {"enum", "Enum.__repr__", library_enum, NULL},
    {"enum", "EnumMeta.__repr__", library_enum_class, NULL},
    {"enum", "EnumType.__repr__", library_enum_class, NULL},
    {"enum", "Flag.__repr__", library_flag, NULL},
    {"enum", "global_enum_repr", library_global_enum, NULL},
    {"enum", "global_flag_repr", library_global_flag, NULL},
    {"ctypes", "c_char_p.__repr__", library_ctypes, NULL},
    {"ctypes", "c_wchar_p.__repr__", library_ctypes, NULL},
    {"ctypes", "py_object.__repr__", library_ctypes, NULL},
    {"fractions", "Fraction.__repr__", library_fraction, NULL},
    {"http", "HTTPMethod.__repr__", NULL, "<{}.{_name_}>"},
    {"importlib._bootstrap", "ModuleSpec.__repr__", library_module_spec, NULL},
    {"importlib._bootstrap_external", "FileFinder.__repr__", NULL, "FileFinder({path!r})"},
    {"importlib.metadata", "EntryPoint.__repr__", NULL,
     "EntryPoint(name={name!r}, value={value!r}, group={group!r})"},
    {"ipaddress", "_BaseAddress.__repr__", library_ip_address, NULL},
    {"ipaddress", "_BaseNetwork.__repr__", library_ip_network, NULL},
    {"logging", "FileHandler.__repr__", library_file_handler, NULL},
    {"logging", "Filter.__repr__", NULL, "<{} ({name})>"},
    {"logging", "Formatter.__repr__", NULL, "<{} ({_fmt})>"},
    {"logging", "Handler.__repr__", library_handler, NULL},
    {"logging", "LogRecord.__repr__", NULL,
     "<LogRecord: {name}, {levelno}, {pathname}, {lineno}, \"{msg}\">"},
    {"logging", "Logger.__repr__", library_logger, NULL},
    {"logging", "LoggerAdapter.__repr__", library_logger_adapter, NULL},
    {"logging", "StreamHandler.__repr__", library_stream_handler, NULL},
    {"multiprocessing.managers", "Token.__repr__", NULL,
     "{}(typeid={typeid!r}, address={address!r}, id={id!r})"},
    {"multiprocessing.pool", "Pool.__repr__", NULL, "<{.} state={_state} pool_size={#_pool}>"},
    {"multiprocessing.process", "BaseProcess.__repr__", library_process, NULL},
    {"os", "_Environ.__repr__", library_environ, NULL},
    {"pathlib", "PurePath.__repr__", library_path, NULL},
    {"pathlib._local", "PurePath.__repr__", library_path, NULL},
    {"plistlib", "UID.__repr__", NULL, "{}({data!r})"},
    {"re", "RegexFlag.__repr__", library_regex_flag, NULL},
    {"socket", "socket.__repr__", library_socket, NULL},
    {"statistics", "NormalDist.__repr__", NULL, "{}(mu={_mu!r}, sigma={_sigma!r})"},
    {"subprocess", "CompletedProcess.__repr__", library_completed_process, NULL},
    {"subprocess", "Popen.__repr__", library_popen, NULL},
    {"tarfile", "TarInfo.__repr__", NULL, "<{} {name!r} at {@}>"},
    {"tempfile", "TemporaryDirectory.__repr__", NULL, "<{} {name!r}>"},
    {"tempfile", "_TemporaryFileWrapper.__repr__", NULL, "<{} file={file!r}>"},
    {"threading", "Barrier.__repr__", library_barrier, NULL},
    {"threading", "BoundedSemaphore.__repr__", NULL,
     "<{.} at {@}: value={_value}/{_initial_value}>"},
    {"threading", "Condition.__repr__", library_condition, NULL},
    {"threading", "Event.__repr__", library_event, NULL},
    {"threading", "Semaphore.__repr__", NULL, "<{.} at {@}: value={_value}>"},
    {"threading", "Thread.__repr__", library_thread, NULL},
    {"threading", "_Condition.__repr__", library_condition, NULL},
    {"threading", "_RLock.__repr__", library_old_rlock, NULL},
    {"traceback", "FrameSummary.__repr__", NULL,
     "<FrameSummary file {filename}, line {lineno} in {name}>"},
    {"typing", "ForwardRef.__repr__", library_forward_reference, NULL},
    {"typing", "NewType.__repr__", NULL, "{__module__}.{__qualname__}"},
    {"typing", "ParamSpecArgs.__repr__", NULL, "{__origin__.__name__}.args"},
    {"typing", "ParamSpecKwargs.__repr__", NULL, "{__origin__.__name__}.kwargs"},
    {"typing", "TypeVar.__repr__", library_type_variable, NULL},
    {"typing", "TypeVarTuple.__repr__", NULL, "{__name__}"},
    {"typing", "_AnnotatedAlias.__repr__", library_generic_alias, NULL},
    {"typing", "_AnyMeta.__repr__", library_any, NULL},
    {"typing", "_BoundVarianceMixin.__repr__", library_type_variable, NULL},
    {"typing", "_CallableGenericAlias.__repr__", library_generic_alias, NULL},
    {"typing", "_GenericAlias.__repr__", library_generic_alias, NULL},
    {"typing", "_SpecialForm.__repr__", NULL, "typing.{_name}"},
    {"typing", "_SpecialGenericAlias.__repr__", NULL, "typing.{_name}"},
    {"typing", "_TypeVarLike.__repr__", library_type_variable, NULL},
    {"typing", "_UnionGenericAlias.__repr__", library_generic_alias, NULL},
    {"typing", "_UnpackGenericAlias.__repr__", library_generic_alias, NULL},
    {"unittest.case", "TestCase.__repr__", NULL, "<{.} testMethod={_testMethodName}>"},
    {"unittest.mock", "_ANY.__repr__", NULL, "<ANY>"},
    {"unittest.mock", "_SentinelObject.__repr__", NULL, "sentinel.{name}"},
    {"unittest.result", "TestResult.__repr__", NULL,
     "<{.} run={testsRun} errors={#errors} failures={#failures}>"},
    {"urllib.error", "HTTPError.__repr__", NULL, "<HTTPError {code}: {msg!r}>"},
    {"uuid", "UUID.__repr__", library_uuid, NULL},
    {"weakref", "WeakKeyDictionary.__repr__", NULL, "<{} at {@}>"},
    {"weakref", "WeakValueDictionary.__repr__", NULL, "<{} at {@}>"},
    {"xml.etree.ElementTree", "QName.__repr__", NULL, "<{} {text!r}>"},
    {"xmlrpc.client", "DateTime.__repr__", NULL, "<{} {value!r} at {@}>"},
    {"xmlrpc.client", "Fault.__repr__", NULL, "<{} {faultCode}: {faultString!r}>"},
    {"xmlrpc.client", "ServerProxy.__repr__", NULL,
     "<{} for {_ServerProxy__host}{_ServerProxy__handler}>"},
    {"zipfile", "ZipFile.__repr__", library_zip_file, NULL},
};

const char *library_known(size_t index, const char **name)
{
    if (index >= sizeof known / sizeof *known)
        return NULL;
    *name = known[index].name;
    return known[index].module;
}

static const struct known dataclass = {.writer = library_dataclass};
static const struct known namedtuple = {.writer = library_namedtuple};

/* ---- where a function is from */

static struct error *not_ours(void)
{
    return error_create(ERROR_NOT_FOUND, "no function of the library");
}

static struct error *get_code(struct repr *r, uint64_t function, const struct code **ret)
{
    const struct type *type;
    uint64_t code;

    TRY(types_of(r->types, function, &type));
    if (type->kind != KIND_FUNCTION)
        return not_ours();
    TRY(view_read_field(r->runtime->target, function, r->runtime->layout.function.func_code,
                        &code));
    return code_cache_get(r->runtime, &code, 1, ret);
}

static bool ends_in(const char *text, const char *end)
{
    size_t size = strlen(text), part = strlen(end);

    return size >= part && strcmp(text + size - part, end) == 0;
}

/*
 * encodings is imported before anything else, and from files: its code tells how file names of
 * the library begin, also where they are relative (a frozen application) or in an archive.
 */
static char *find_folder(struct repr *r)
{
    static const char own[] = "encodings/__init__.py";
    struct layout_field modules = r->runtime->layout.interp.modules;
    const struct code *code;
    uint64_t address;

    if (!error_ignore(
            target_read_u64(r->runtime->target, r->runtime->interpreters_head, &address)) ||
        !error_ignore(view_read_field(r->runtime->target, address, modules, &address)) ||
        !error_ignore(dict_find(r->runtime, address, "encodings", &address)) ||
        !error_ignore(object_attribute(r->runtime, address, "search_function", &address)) ||
        !error_ignore(get_code(r, address, &code)) || !ends_in(code->filename, own))
        return NULL;
    return xstrndup(code->filename, strlen(code->filename) - strlen(own));
}

static struct library *get_library(struct repr *r)
{
    if (r->library == NULL) {
        r->library = xcalloc(1, sizeof *r->library);
        r->library->folder = find_folder(r);
    }
    return r->library;
}

static char *fact_key(enum library_fact fact, const struct type *type, const char *name)
{
    return xasprintf("%d %llx %s", (int)fact, (unsigned long long)type->address, name);
}

bool library_recall(struct repr *r, enum library_fact fact, const struct type *type,
                    const char *name, bool *ret)
{
    CLEANUP_FREE char *key = fact_key(fact, type, name);
    struct fact *found;

    HASH_FIND_STR(get_library(r)->facts, key, found);
    if (found != NULL)
        *ret = found->is;
    return found != NULL;
}

void library_remember(struct repr *r, enum library_fact fact, const struct type *type,
                      const char *name, bool is)
{
    struct fact *added = xcalloc(1, sizeof *added);

    added->key = fact_key(fact, type, name);
    added->is = is;
    HASH_ADD_KEYPTR(hh, get_library(r)->facts, added->key, strlen(added->key), added);
}

/* What of a file's name is left within the folder; NULL: it is elsewhere. */
static const char *within(const struct library *library, const struct repr *r, const char *file)
{
    CLEANUP_FREE char *version = layout_version_short(r->runtime->hexversion);
    static const char *const folders[] = {"/lib/python", "/lib64/python"};

    if (library->folder != NULL && strncmp(file, library->folder, strlen(library->folder)) == 0)
        return file + strlen(library->folder);
    /* An environment of 2.7 has some modules of its own, and encodings is among them. */
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        CLEANUP_FREE char *folder = xasprintf("%s%s/", folders[i], version);
        const char *at = strstr(file, folder);

        if (at != NULL)
            return at + strlen(folder);
    }
    return NULL;
}

/* Also of what the interpreter has within itself, "<frozen os>".
 * "pathlib/_local.py" as "pathlib._local", "logging/__init__.py" as "logging"; NULL: no such file.
 */
static char *module_of(struct repr *r, const char *file)
{
    static const char frozen[] = "<frozen ";
    const char *inner = within(get_library(r), r, file);
    char *module;

    if (strncmp(file, frozen, strlen(frozen)) == 0 && ends_in(file, ">"))
        return xstrndup(file + strlen(frozen), strlen(file) - strlen(frozen) - 1);
    if (inner == NULL || !ends_in(inner, ".py"))
        return NULL;
    module = xstrndup(inner, strlen(inner) - strlen(".py"));
    if (ends_in(module, "/__init__"))
        module[strlen(module) - strlen("/__init__")] = '\0';
    for (char *c = module; *c != '\0'; c++)
        if (*c == '/')
            *c = '.';
    return module;
}

static struct error *function_name(struct repr *r, uint64_t function, const struct type *owner,
                                   const struct code *code, char **ret)
{
    struct layout_field qualname = r->runtime->layout.function.func_qualname;
    uint64_t name;

    if (!layout_has(qualname)) {
        *ret = xasprintf("%s.%s", library_name(owner), code->name);
        return NULL;
    }
    TRY(view_read_field(r->runtime->target, function, qualname, &name));
    return string_read(r->runtime, name, NULL, NAME_MAX_CHARACTERS, ret);
}

/* The function that the wrapper of reprlib.recursive_repr() calls: it is in its closure. */
static struct error *unwrap(struct repr *r, uint64_t wrapper, uint64_t *ret)
{
    const struct layout *layout = &r->runtime->layout;
    library_objects cells = {0};
    struct error *error;
    uint64_t closure;

    TRY(view_read_field(r->runtime->target, wrapper, layout->function.func_closure, &closure));
    error = library_sequence(r, closure, CELLS_MAX, &cells);
    for (size_t i = 0; error == NULL && i < cells.count; i++) {
        const struct type *type;
        uint64_t value;

        if (!error_ignore(
                view_read_field(r->runtime->target, cells.data[i], layout->cell.ob_ref, &value)) ||
            value == 0 || !error_ignore(types_of(r->types, value, &type)) ||
            type->kind != KIND_FUNCTION)
            continue;
        *ret = value;
        array_deinit(&cells);
        return NULL;
    }
    array_deinit(&cells);
    return error != NULL ? error : not_ours();
}

static struct error *identify(struct repr *r, uint64_t address, const struct type *owner,
                              struct library_function *ret)
{
    const struct code *code;
    CLEANUP_FREE char *wrapper = NULL;

    ret->address = address;
    ret->owner = owner;
    TRY(get_code(r, address, &code));
    TRY(function_name(r, address, owner, code, &ret->name));
    wrapper = module_of(r, code->filename);
    if (wrapper != NULL && strcmp(code->name, "wrapper") == 0 &&
        (strcmp(wrapper, "reprlib") == 0 || strcmp(wrapper, "dataclasses") == 0)) {
        ret->guarded = true;
        TRY(unwrap(r, address, &ret->address));
        TRY(get_code(r, ret->address, &code));
    }
    TRY(view_read_field(r->runtime->target, ret->address, r->runtime->layout.function.func_globals,
                        &ret->globals));
    ret->module = module_of(r, code->filename);
    if (ret->module != NULL)
        return NULL;
    if (strcmp(code->filename, "<string>") != 0)
        return not_ours();
    /* Everybody may call reprlib, what dataclasses makes up with exec() is only there. */
    if (ret->guarded && strcmp(wrapper, "dataclasses") != 0 &&
        (code->qualname == NULL || strncmp(code->qualname, "__create_fn__.", 14) != 0))
        return not_ours();
    return NULL;
}

struct error *library_identify(struct repr *r, uint64_t function, const struct type *owner,
                               struct library_function *ret)
{
    struct error *error;

    *ret = (struct library_function){0};
    error = identify(r, function, owner, ret);
    if (error == NULL && ret->module == NULL)
        error = not_ours();
    if (error != NULL)
        library_function_deinit(ret);
    return error;
}

void library_function_deinit(struct library_function *function)
{
    free(take_pointer(function->module));
    free(take_pointer(function->name));
}

/*
 * What the first of the classes of the MRO that class statements have made has under that name.
 * till_static: none of those behind a type in C that has a repr() of its own.
 */
static struct error *find_in_classes(struct repr *r, const struct type *type, const char *name,
                                     bool till_static, const struct type **owner, uint64_t *ret)
{
    uint64_t mro[TYPES_MRO_MAX];
    size_t count;

    TRY(types_mro(r->types, type, mro, &count));
    for (size_t i = 0; i < count; i++) {
        struct error *error;

        TRY(types_get(r->types, mro[i], owner));
        if (!(*owner)->heap || (*owner)->dict == 0) {
            if (till_static && ((*owner)->base == NULL || (*owner)->repr != (*owner)->base->repr))
                break;
            continue;
        }
        error = dict_find(r->runtime, (*owner)->dict, name, ret);
        if (error == NULL || error->kind != ERROR_NOT_FOUND)
            return error;
        error_destroy(error);
    }
    return not_ours();
}

/* The first part of the module that a class says it is of. */
static bool is_of_module(struct repr *r, const struct type *class, const char *module)
{
    size_t size = strcspn(module, ".");
    CLEANUP_FREE char *name = NULL;
    uint64_t object;

    return error_ignore(dict_find(r->runtime, class->dict, "__module__", &object)) &&
           error_ignore(library_text(r, object, &name)) && strncmp(name, module, size) == 0 &&
           (name[size] == '\0' || name[size] == '.');
}

/* The code of a function, or of the one behind a property. */
static struct error *get_code_of_member(struct repr *r, uint64_t member, const struct code **ret)
{
    const struct type *type;
    struct attribute getter;

    TRY(types_of(r->types, member, &type));
    if (type_is(type, "property")) {
        TRY(attribute_find(r->runtime, r->types, member, "fget", &getter));
        member = getter.object;
        attribute_deinit(&getter);
    }
    return get_code(r, member, ret);
}

static bool is_own(struct repr *r, const struct library_function *function,
                   const struct type *class, uint64_t member)
{
    CLEANUP_FREE char *module = NULL;
    const struct code *code;

    /* What has no code of its own is the library's if its class is. */
    if (!error_ignore(get_code_of_member(r, member, &code)))
        return (class->native && class->builtin) || is_of_module(r, class, function->module);
    module = module_of(r, code->filename);
    return module != NULL;
}

static struct error *find_whether_own(struct repr *r, const struct library_function *function,
                                      const struct type *type, const char *name, bool *ret)
{
    const struct type *owner;
    uint64_t member;
    struct error *error;

    if (library_recall(r, LIBRARY_FACT_OWN, type, name, ret))
        return NULL;
    error = find_in_classes(r, type, name, false, &owner, &member);
    if (error != NULL && error->kind != ERROR_NOT_FOUND)
        return error;
    *ret = error != NULL || is_own(r, function, owner, member);
    error_destroy(error);
    library_remember(r, LIBRARY_FACT_OWN, type, name, *ret);
    return NULL;
}

struct error *library_not_overridden(struct repr *r, const struct library_function *function,
                                     const struct type *type, const char *const *names)
{
    for (; *names != NULL; names++) {
        bool own;

        TRY(find_whether_own(r, function, type, *names, &own));
        if (!own)
            return error_create(ERROR_UNSUPPORTED, "%s.%s is not the library's", type->name,
                                *names);
    }
    return NULL;
}

/* ---- whose __repr__ it is */

/* Those that are made up for each class have no name of their own. */
static const struct known *find_made_up(const struct library_function *function)
{
    if (function->module == NULL)
        return function->guarded ? &dataclass : &namedtuple;
    if (strcmp(function->module, "collections") == 0 && ends_in(function->name, ".__repr__") &&
        function->owner->kind == KIND_TUPLE)
        return &namedtuple;
    return NULL;
}

static const struct known *find_known(const struct library_function *function)
{
    for (size_t i = 0; function->module != NULL && i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].module, function->module) == 0 &&
            strcmp(known[i].name, function->name) == 0)
            return &known[i];
    return find_made_up(function);
}

static const struct entry *get_entry(struct repr *r, const struct type *type)
{
    struct library *library = get_library(r);
    struct entry *entry;

    HASH_FIND(hh, library->entries, &type->address, sizeof type->address, entry);
    if (entry != NULL)
        return entry;

    const struct type *owner;
    uint64_t function;

    entry = xcalloc(1, sizeof *entry);
    entry->address = type->address;
    if (error_ignore(find_in_classes(r, type, "__repr__", true, &owner, &function)) &&
        error_ignore(identify(r, function, owner, &entry->function)))
        entry->known = find_known(&entry->function);
    HASH_ADD(hh, library->entries, address, sizeof entry->address, entry);
    return entry;
}

void library_destroy(struct library *library)
{
    struct entry *entry, *next;
    struct fact *fact, *next_fact;

    if (library == NULL)
        return;
    HASH_ITER (hh, library->facts, fact, next_fact) {
        HASH_DEL(library->facts, fact);
        free(fact->key);
        free(fact);
    }
    HASH_ITER (hh, library->entries, entry, next) {
        HASH_DEL(library->entries, entry);
        free(entry->function.module);
        free(entry->function.name);
        free(entry);
    }
    free(library->folder);
    free(library);
}

void library_write(struct repr *r, uint64_t object, const struct type *type, bool *ret)
{
    const struct entry *entry = type->heap ? get_entry(r, type) : NULL;
    const struct known *one = entry != NULL ? entry->known : NULL;
    size_t written = r->out.count;
    size_t open = r->open.count;
    unsigned cut = r->cut;
    bool told_full = r->told_full;

    *ret = one != NULL &&
           error_ignore(one->writer != NULL
                            ? one->writer(r, object, type, &entry->function)
                            : library_put_format(r, object, type, &entry->function, one->format));
    if (*ret)
        return;
    r->out.count = written;
    r->open.count = open;
    r->cut = cut;
    r->told_full = told_full;
}
