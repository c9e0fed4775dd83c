# SPDX-License-Identifier: GPL-3.0-or-later
"""
A function with a local of every kind of numpy's values. It prints as one line of JSON what
pyinspect is to say of each: of scalars and dtypes repr(), of arrays the form of its own with str() of
their items; and waits until its standard input ends.
"""
import json
import sys

import numpy

NATIVE = """bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64
    complex128""".split()
UNITS = "Y M W D h m s ms us ns ps fs as".split()
RANDOM = numpy.random.RandomState(7)


def item(value):
    if isinstance(value, numpy.void) and value.dtype.names:
        fields = [items(value[n]) if isinstance(value[n], numpy.ndarray) else item(value[n])
                  for n in value.dtype.names]
        return "(%s%s)" % (", ".join(fields), "," if len(fields) == 1 else "")
    if isinstance(value, (bytes, str)):
        return repr(value.item() if hasattr(value, "item") else value)
    if isinstance(value, numpy.timedelta64):
        return "NaT" if numpy.isnat(value) else str(value).split()[0]
    return str(value) if isinstance(value, numpy.generic) else repr(value)


def items(array):
    array = numpy.asarray(array)
    if array.dtype.names is None and array.dtype.kind in "VT":
        return "..."
    if array.ndim == 0:
        return item(array[()])
    if array.ndim == 1:
        return "[%s]" % ", ".join(item(x) for x in array)
    return "[%s]" % ", ".join(items(x) for x in array)


def dtype(of):
    usual = of.names and sum(of[n].itemsize for n in of.names) == of.itemsize and not of.isalignedstruct
    return "|V%d" % of.itemsize if of.names and not usual else str(of)


def shown(value):
    kind = type(value)
    if kind is numpy.void:
        return "<numpy.void dtype=%s at 0x%x %s>" % (dtype(value.dtype), id(value), item(value))
    if not isinstance(value, numpy.ndarray):
        return repr(value)
    mask = " mask=" + shown(value._mask) if isinstance(value, numpy.ma.MaskedArray) else ""
    return "<%s.%s shape=%r dtype=%s at 0x%x %s%s>" % (
        kind.__module__, kind.__name__, value.shape, dtype(value.dtype), id(value), items(value), mask)


class Derived(numpy.ndarray):
    pass


def records():
    inner = [("text", "S3"), ("grid", "f4", (2, 2)), ("when", "M8[s]")]
    values = numpy.zeros(3, [("a", "i4"), ("b", "f8"), ("\u20ac", "?"), ("inner", inner), ("o", "O")])
    values["b"] = [0.5, -1e300, numpy.nan]
    values["inner"]["grid"][1] = [[0.1, 2], [3, 4]]
    values["inner"]["text"][2] = b"x'y"
    values["o"][1] = ["an", "object"]
    return values


def random_bits(name, count):
    size = numpy.dtype(name).itemsize
    return numpy.frombuffer(RANDOM.bytes(size * count), dtype=name)


def collect():
    values = {}
    for name in NATIVE:
        kind = numpy.dtype(name).type
        for at, number in enumerate((0, 1, 100)):
            values["s_%s_%d" % (name, at)] = kind(number)
        values["a_" + name] = numpy.arange(6).astype(name)
        values["d_" + name] = numpy.dtype(name)
    for name in ("float16", "float32", "float64"):
        values["special_" + name] = numpy.array(
            [0.1, -0.0, 1e-5, 1e16, 65504, numpy.inf, -numpy.inf, numpy.nan, 1 / 3.0, 6e-8], name)
        values["random_" + name] = random_bits(name, 2000)
        for at, number in enumerate((0.1, 1 / 3.0, -1e-5, 12345.678, numpy.nan, -numpy.inf)):
            values["f_%s_%d" % (name, at)] = numpy.dtype(name).type(number)
    for name in ("complex64", "complex128"):
        values["random_" + name] = random_bits(name, 500)
        for at, number in enumerate((1j, -1j, 1 + 2j, -0.5 - 1e20j, complex(numpy.nan, 1))):
            values["c_%s_%d" % (name, at)] = numpy.dtype(name).type(number)
    moments = numpy.array(["2024-02-29T12:34:56", "1969-12-31T23:59:59", "0001-01-01", "NaT",
                           "1900-03-01", "9999-12-31T23:59:59", "2000-01-01"], "M8[s]")
    for unit in UNITS:
        few = unit in ("ps", "fs", "as", "ns")
        some = numpy.array([0, 1, -1, 12345678, -987654321], "i8") if few else moments
        values["moments_" + unit] = some.astype("M8[%s]" % unit)
        values["moment_" + unit] = numpy.datetime64(5, unit)
        values["moment_before_" + unit] = numpy.datetime64(-7, unit)
        values["duration_" + unit] = numpy.timedelta64(7, unit)
        values["durations_" + unit] = numpy.array([1, -5, "NaT"], "m8[%s]" % unit)
        values["dtype_" + unit] = numpy.dtype("M8[%s]" % unit)
    values.update(
        moment_many=numpy.datetime64(50, "10s"), moment_nat=numpy.datetime64("NaT"),
        moment_nat_unit=numpy.datetime64("NaT", "s"), duration_generic=numpy.timedelta64(5),
        duration_nat=numpy.timedelta64("NaT", "h"), duration_many=numpy.timedelta64(3, "7D"),
        large=numpy.uint64(2 ** 64 - 1), small=numpy.int64(-2 ** 63), byte=numpy.int8(-128),
        longlong=numpy.longlong(5), ulonglong=numpy.ulonglong(5), true=numpy.bool_(True),
        text=numpy.str_("it's \u20ac"), raw=numpy.bytes_(b"it's\xff"),
        two=numpy.arange(12.0).reshape(3, 4), three=numpy.arange(24).reshape(2, 3, 4),
        transposed=numpy.arange(12.0).reshape(3, 4).T, reversed=numpy.arange(10)[::-2],
        strided=numpy.arange(100).reshape(10, 10)[1:9:3, ::4], fortran=numpy.asfortranarray(
            numpy.arange(6).reshape(2, 3)), broadcast=numpy.broadcast_to(numpy.arange(3), (4, 3)),
        empty=numpy.zeros((0,)), empty_two=numpy.zeros((3, 0), "i4"), zero_d=numpy.array(7.5),
        zero_text=numpy.array("x"), long=numpy.arange(1000), swapped=numpy.arange(5, dtype=">i4"),
        swapped_float=numpy.array([0.1, 2], ">f8"), swapped_text=numpy.array(["ab", "c"], ">U3"),
        swapped_complex=numpy.array([1 + 2j], ">c16"), texts=numpy.array(["a", "it's", "\u20ac\U0001f600", ""]),
        bytes=numpy.array([b"a", b"", b"x\0y", b"\xff"]), objects=numpy.array([1, "x", None, [2]], object),
        records=records(), record=records()[1], d_records=records().dtype,
        one_field=numpy.zeros(1, [("only", "u1")]), aligned=numpy.zeros(
            2, numpy.dtype([("a", "i1"), ("b", "f8")], align=True)),
        longdouble=numpy.array([1, 0.1, 1e-5, numpy.nan, -numpy.inf], "g") / 3,
        long_third=numpy.longdouble(1) / 3, long_small=numpy.longdouble("1.5e-4000"),
        long_large=numpy.longdouble("-1e4000"), long_tenth=numpy.longdouble("0.1"),
        long_whole=numpy.longdouble(3), long_complex=numpy.clongdouble(1 / 3.0 - 2j),
        longdouble_swapped=numpy.array([0.1, 3], numpy.dtype("g").newbyteorder()),
        masked=numpy.ma.array([1, 999, 3], mask=[0, 1, 0]), unmasked=numpy.ma.array([1.5]),
        raw_void=numpy.zeros(2, "V5"), d_longdouble=numpy.dtype("g"),
        matrix=numpy.matrix([[1, 2], [3, 4]]), derived=numpy.arange(3).view(Derived),
        within={"key": [numpy.float64(0.5), numpy.int8(3)]}, d_text=numpy.dtype("U5"),
        d_bytes=numpy.dtype("S7"), d_object=numpy.dtype("O"), d_swapped=numpy.dtype(">f8"),
        d_duration=numpy.dtype("m8[7D]"), many_dimensions=numpy.zeros((1,) * 30),
    )
    return values


def show(values):
    exec("def inner(values, say):\n%s    say()\n" % "".join(
        "    %s = values['%s']\n" % (name, name) for name in sorted(values)), globals())
    told = dict((name, "{'key': [%s, %s]}" % tuple(map(repr, value["key"])) if name == "within"
                 else shown(value)) for name, value in values.items())

    def say():
        print(json.dumps(told))
        sys.stdout.flush()
        sys.stdin.read()

    inner(values, say)  # noqa: F821


if __name__ == "__main__":
    show(collect())
