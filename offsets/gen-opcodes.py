#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Writes offsets/opcodes-X.Y.inc: the bytecode of the interpreter that runs it, 2.7 or newer.

    python3.12 offsets/gen-opcodes.py >offsets/opcodes-3.12.inc

What an argument means is not listed here but asked of that interpreter's own dis module: each opcode
is disassembled with every argument of one byte over tables of made-up names, and the rule is taken
from what comes out. How deep the stack is comes from dis.stack_effect() in the same way; 3.8 and
older tell it only as a limit, so that there are no effects of them.
"""
from __future__ import print_function

import dis
import opcode
import re
import sys

VERSION = sys.version_info[:2]
WORDCODE = VERSION >= (3, 6)
ARGUMENTS = range(256)
AT = 600  # the offset at which an instruction is disassembled

NAMES = list(getattr(dis, "_all_opname", opcode.opname))[:256]
DEOPT = getattr(dis, "deoptmap", {})

# Nothing goes on after these (IS_SCOPE_EXIT_OPCODE and IS_UNCONDITIONAL_JUMP_OPCODE of
# Include/internal/pycore_opcode_utils.h, compile.c before 3.12).
ENDS = set("""
    RETURN_VALUE RETURN_CONST RAISE_VARARGS RERAISE INTERPRETER_EXIT JUMP_FORWARD JUMP_ABSOLUTE
    JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP_NO_INTERRUPT
""".split())


class Constant(object):
    def __init__(self, number):
        self.number = number

    def __repr__(self):
        return "c%d" % self.number


def made_up(letter):
    return ["%s%d" % (letter, i) for i in range(65536)]


CONSTANTS = [Constant(i) for i in range(65536)]
NAME_LIST, LOCAL_LIST, FREE_LIST = made_up("n"), made_up("v"), made_up("f")


class Labels(object):
    """Offsets for labels."""

    @staticmethod
    def get(offset, default=None):
        return offset


def base_of(number):
    """The number of the opcode that a specialised or instrumented one stands for."""
    name = NAMES[number]
    base = DEOPT.get(name, name)
    if name.startswith("INSTRUMENTED_"):
        base = name[len("INSTRUMENTED_"):]
    return NAMES.index(base) if base in NAMES else number


def caches_of(number):
    entries = getattr(dis, "_inline_cache_entries", {})
    name = NAMES[number]
    if isinstance(entries, (list, tuple)):
        return entries[number]
    return entries.get(name, 0)


def has_argument(number):
    if hasattr(opcode, "hasarg"):
        return number in opcode.hasarg
    return number >= opcode.HAVE_ARGUMENT


def shown(number, argument):
    """What dis shows in parentheses behind the argument; None: it cannot be."""
    try:
        if not WORDCODE:
            return shown_by_lists(number, argument)
        if hasattr(dis, "ArgResolver"):
            resolver = dis.ArgResolver(CONSTANTS, NAME_LIST, LOCAL_LIST.__getitem__, Labels())
            return resolver.get_argval_argrepr(number, argument, AT)[1]
        code = bytes(bytearray([dis.opmap["NOP"], 0]) * (AT // 2) + bytearray([number, argument]))
        tables = [LOCAL_LIST, NAME_LIST, CONSTANTS, FREE_LIST]
        if VERSION >= (3, 11):
            tables = [LOCAL_LIST.__getitem__, NAME_LIST, CONSTANTS]
        return list(dis._get_instructions_bytes(code, *tables))[-1].argrepr
    except (IndexError, KeyError):
        return None


def shown_by_lists(number, argument):
    """2.7, where dis only prints."""
    if number in dis.hasconst:
        return repr(CONSTANTS[argument])
    for numbers, table in ((dis.hasname, NAME_LIST), (dis.haslocal, LOCAL_LIST),
                           (dis.hasfree, FREE_LIST), (dis.hascompare, dis.cmp_op)):
        if number in numbers:
            return table[argument]
    if number in dis.hasjrel:
        return "to %d" % (AT + 3 + argument)
    return ""


def quoted(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def jump_rule(texts, number):
    """(kind, unit) of the opcode whose texts are "to 612"."""
    after = AT + (2 if WORDCODE else 3) + 2 * caches_of(number)
    targets = [int(re.search(r"\d+$", text).group()) for text in texts]
    unit = abs(targets[2] - targets[1])
    if targets[0] == 0:
        kind, expected = "ABSOLUTE", lambda a: unit * a
    elif targets[1] < targets[0]:
        kind, expected = "BACKWARD", lambda a: after - unit * a
    else:
        kind, expected = "FORWARD", lambda a: after + unit * a
    if texts[0].startswith("from"):
        kind = "FROM"
    assert [expected(a) for a in ARGUMENTS] == targets, (number, kind, targets)
    return kind, unit


def indexed_rule(texts):
    """(kind, shift, [(bits, before, after)]) of texts such as "NULL + n3"; None: they are not."""
    kinds = {"c": "CONST", "n": "NAME", "v": "LOCAL", "f": "FREE"}
    found = [re.match(r"(.*?)\b([cnvf])(\d+)\b(.*)$", text or "") for text in texts]
    if not all(found) or len(set(m.group(2) for m in found)) != 1:
        return None
    numbers = [int(m.group(3)) for m in found]
    shift = numbers.index(1).bit_length() - 1
    assert numbers == [a >> shift for a in ARGUMENTS], texts
    around = [(found[i].group(1), found[i].group(4)) for i in range(1 << shift)]
    for a in ARGUMENTS:
        assert (found[a].group(1), found[a].group(4)) == around[a & ((1 << shift) - 1)], texts
    rows = [(i, b, e) for i, (b, e) in enumerate(around) if b or e]
    return kinds[found[0].group(2)], shift, rows


def pairs_rule(texts):
    return all(text == "v%d, v%d" % (a >> 4, a & 15) for a, text in enumerate(texts))


def text_rows(texts):
    """[(mask, first, last, text)]: the text of an argument is that of the row it falls into."""
    valid = [a for a in ARGUMENTS if texts[a]]
    mask = 255
    for bit in range(8):
        if all(texts[a] == texts[a ^ (1 << bit)] for a in valid):
            mask &= ~(1 << bit)
    rows = []
    for a in valid:
        if a & ~mask:
            continue
        if rows and rows[-1][3] == texts[a] and mask == 255 and rows[-1][2] == a - 1:
            rows[-1] = (mask, rows[-1][1], a, texts[a])
        else:
            rows.append((mask, a, a, texts[a]))
    return rows


def argument_rule(number):
    """(kind, shift, unit of a jump or 0, rows)"""
    if not has_argument(number):
        return "NONE", 0, 0, []
    if number in dis.hasjabs and VERSION < (3, 10):
        return "ABSOLUTE", 0, 1, []  # which these versions of dis leave to their reader
    texts = [shown(number, a) for a in ARGUMENTS]
    if all(re.match(r"(to|from) L?\d+$", text or "") for text in texts):
        kind, unit = jump_rule(texts, number)
        return kind, 0, unit, []
    if pairs_rule(texts):
        return "LOCALS", 0, 0, []
    rule = indexed_rule(texts)
    if rule:
        kind, shift, around = rule
        return kind, shift, 0, ["AROUND(%d, %d, %s, %s)" % (number, bits, quoted(b), quoted(e))
                                for bits, b, e in around]
    rows = ["TEXT(%d, %d, %d, %d, %s)" % (number, mask, first, last, quoted(text))
            for mask, first, last, text in text_rows(texts)]
    return "NUMBER", 0, 0, rows


def effect(number, argument, jump):
    # The arguments are taken by CALL; compile.c counts them as gone at the PRECALL before it.
    if VERSION == (3, 11) and NAMES[number] == "PRECALL":
        return 0
    if VERSION == (3, 11) and NAMES[number] == "CALL":
        return -1 - argument
    return dis.stack_effect(number, argument if has_argument(number) else None, jump=jump)


def effect_rows(number, jump):
    """Effects are sums over the bits of the argument: [EFFECT, TERM...], [] if this one is not."""
    name = NAMES[number]
    samples = [0, 1, 2, 3, 5, 7, 8, 12, 15, 64, 100, 255, 300, 1025, 0x1234]
    try:
        if name == "BUILD_SLICE":  # 2 or 3, nothing else
            start, weights, samples = effect(number, 2, jump), [0] * 16, [2, 3]
            weights[0] = effect(number, 3, jump) - start
        else:
            start = effect(number, 0, jump)
            weights = [effect(number, 1 << bit, jump) - start for bit in range(16)]
        if not has_argument(number):
            weights, samples = [0] * 16, [0]
        for a in samples:
            total = start + sum(w for bit, w in enumerate(weights) if a >> bit & 1)
            assert total == effect(number, a, jump), (name, a)
    except ValueError:
        return []
    rows = ["EFFECT(%d, %d, %d)" % (number, jump, start)]
    bit = 0
    while bit < 16:
        end = bit + 1
        while weights[bit] and end < 16 and weights[end] == weights[end - 1] * 2:
            end += 1
        if weights[bit]:
            # What goes on to the highest bit that was looked at goes on from there.
            mask = ((1 << end) - 1) & ~((1 << bit) - 1) if end < 16 else 0xffffffff >> bit << bit
            rows.append("TERM(%d, %d, 0x%x, %d, %d)" % (number, jump, mask, bit, weights[bit]))
        bit = end
    return rows


def effects(number, kind):
    if VERSION < (3, 9) or base_of(number) != number:
        return []
    if kind not in ("FORWARD", "BACKWARD", "ABSOLUTE"):
        return effect_rows(number, False)
    jumping, going_on = effect_rows(number, True), effect_rows(number, False)
    return going_on + jumping


def main():
    rules = {}
    for number, name in enumerate(NAMES):
        if not name.startswith("<"):
            rules[number] = argument_rule(base_of(number))
    units = set(rule[2] for rule in rules.values()) - {0}
    assert len(units) == 1, units
    # What a generator's first resumption pushes, which its first instruction takes off again:
    # gen_send_ex() of Objects/genobject.c.
    entry_depth = 1 if (3, 10) <= VERSION <= (3, 12) else 0

    print("/* SPDX-License-Identifier: GPL-3.0-or-later */")
    print("/* Written by gen-opcodes.py: see doc/how-to-add-a-python-version.md. */")
    print("/* BYTECODE(version, origin, bytes of an instruction, unit of jumps, EXTENDED_ARG, depth at "
          "which a generator starts)")
    print(" * OPCODE(number, name, number of what it stands for, caches, argument, shift, goes on)")
    print(" * TEXT(opcode, mask, first, last, what the argument means)")
    print(" * AROUND(opcode, low bits of the argument, before the name, after it)")
    print(" * EFFECT(opcode, jumping, change of the stack) and TERM(opcode, jumping, mask, shift, "
          "factor), which add to it */")
    print('BYTECODE(0x%02x%02x, "CPython %s", %d, %d, %d, %d)' % (
        VERSION + ("%d.%d.%d" % sys.version_info[:3], 2 if WORDCODE else 3, units.pop(),
                   opcode.EXTENDED_ARG, entry_depth)))
    for number, (kind, shift, unit, rows) in sorted(rules.items()):
        base = base_of(number)
        goes_on = NAMES[base] not in ENDS
        print("OPCODE(%d, %s, %d, %d, %s, %d, %d)" % (
            number, quoted(NAMES[number]), base, caches_of(base), kind, shift, goes_on))
        if base == number:
            for row in rows + effects(number, kind):
                print(row)


main()
