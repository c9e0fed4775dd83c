/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For gen-layout, where there is no interpreter with debug information but there are CPython's own
 * headers: compiled against them, this file's debug information describes all structs of
 * fields.def. It is no part of the program. offsets/update-tables does it.
 */
#define Py_BUILD_CORE 1
#include <Python.h>

/* After Python.h, which they need without saying so; 3.13 and newer. */
#include <internal/pycore_code.h>
#include <internal/pycore_dict.h>
#include <internal/pycore_frame.h>
#include <internal/pycore_genobject.h>
#include <internal/pycore_gil.h>
#include <internal/pycore_interp.h>
#include <internal/pycore_moduleobject.h>
#include <internal/pycore_optimizer.h>
#include <internal/pycore_runtime.h>
#if PY_VERSION_HEX >= 0x030e0000
#include <internal/pycore_instruments.h>
#include <internal/pycore_interpframe.h>
#include <internal/pycore_runtime_structs.h>
#endif

/* As Objects/rangeobject.c and Objects/descrobject.c define them: no header does. */
typedef struct {
    PyObject_HEAD PyObject *start, *stop, *step, *length;
} rangeobject;

typedef struct {
    PyObject_HEAD PyObject *mapping;
} mappingproxyobject;

/* The compiler describes a type only where something is of it. */
struct {
    _PyRuntimeState runtime;
    PyInterpreterState interp;
    struct _gil_runtime_state gil;
    PyThreadState tstate;
    _PyStackChunk stack_chunk;
    PyFrameObject pyframe;
    _PyInterpreterFrame iframe;
    PyCodeObject code;
    PyVarObject var_object;
    PyHeapTypeObject heap_type;
    PyUnicodeObject unicode;
    PyBytesObject bytes;
    PyLongObject long_;
    PyTupleObject tuple;
    PyListObject list;
    PyDictObject dict;
    PyDictKeysObject *dict_keys;
    PyDictKeyEntry dict_entry;
    PyDictUnicodeEntry dict_unicode_entry;
    PyDictValues *dict_values;
    PyModuleObject module;
    PyGenObject generator;
    PyFloatObject float_;
    PyComplexObject complex_;
    PyByteArrayObject bytearray;
    PySetObject set;
    rangeobject range;
    mappingproxyobject mappingproxy;
    PySliceObject slice;
    PyFunctionObject function;
    PyMethodObject method;
    PyCFunctionObject cfunction;
    PyCellObject cell;
    PyWeakReference weakref;
    PyBaseExceptionObject exception;
    PyBaseExceptionGroupObject exception_group;
    PyOSErrorObject os_error;
    PySyntaxErrorObject syntax_error;
    PyUnicodeErrorObject unicode_error;
    PyImportErrorObject import_error;
    PyTracebackObject traceback;
    _PyCoMonitoringData monitoring;
    _PyExecutorArray executor_array;
    _PyExecutorObject executor;
    PyMemberDef member_def;
    PyMemberDescrObject member_descr;
} shapes;
