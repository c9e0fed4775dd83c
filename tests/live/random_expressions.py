# SPDX-License-Identifier: GPL-3.0-or-later
"""Random expressions of a seed, about what expressions.py has in its frame."""
import random


class Writer:
    NUMBERS = ["zero", "one", "minus", "small", "big", "half", "third", "sub_int", "sub_float",
               "yes", "no", "3", "7", "-2", "10", "255", "0.1", "2.5", "1e10", "imaginary", "2j",
               "flags", "numbers[2]", "counted[5]", "plain.x", "len(words)", "True", "0"]
    TEXTS = ["text", "empty", "quoted", "wide", "sub_str", "'abc'", "'x'", "words[1]", "''",
             "pair[1]", "str(one)", "repr(pair)"]
    SEQUENCES = ["numbers", "words", "nested", "pair", "single", "empty_tuple", "empty_list",
                 "mixed", "sub_list", "sub_tuple", "[1, 2, 3]", "(1, 'a')", "list(d)", "point",
                 "queue", "rotated", "list(ordered.values())", "plain.items", "range(7)", "r"]
    OTHERS = ["nothing", "dots", "d", "empty_dict", "counted", "ordered", "counter", "s", "frozen",
              "plain", "Plain", "len", "raw", "cut", "{1: 2}", "error", "unknown", "itself"]
    BINARY = ["+", "-", "*", "/", "//", "%", "&", "|", "^", "<", "<=", "==", "!=", ">", ">=", "in",
              "not in", "and", "or", "+", "-", "*"]

    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, choices):
        return self.random.choice(choices)

    def any(self, depth):
        return self.one([self.number, self.number, self.text, self.sequence, self.sequence,
                         self.truth, self.other])(depth)

    def leaf(self, depth):
        return depth <= 0 or self.random.random() < 0.2

    def number(self, depth):
        if self.leaf(depth):
            return self.one(self.NUMBERS)
        d = depth - 1
        form = self.random.randrange(10)
        if form < 4:
            return "(%s %s %s)" % (self.number(d), self.one(self.BINARY), self.number(d))
        if form == 4:
            return "%s%s" % (self.one(["-", "+", "~", "not "]), self.number(d))
        if form == 5:
            return "%s(%s)" % (self.one(["len", "sum", "max", "min"]), self.sequence(d))
        if form == 6:
            return "%s(%s)" % (self.one(["abs", "int", "float", "round", "bool"]), self.number(d))
        if form == 7:
            return "(%s ** %s)" % (self.number(d), self.one(["0", "1", "2", "3", "-1", "half"]))
        if form == 8:
            return "(%s %s %s)" % (self.number(d), self.one(["<<", ">>"]), self.one("01259"))
        return "(%s if %s else %s)" % (self.number(d), self.truth(d), self.number(d))

    def text(self, depth):
        if self.leaf(depth):
            return self.one(self.TEXTS)
        d = depth - 1
        form = self.random.randrange(6)
        if form < 2:
            return "(%s + %s)" % (self.text(d), self.text(d))
        if form == 2:
            return "(%s * %s)" % (self.text(d), self.one(["0", "2", "-1", "small", "half"]))
        if form == 3:
            return self.subscript(self.text(d), d)
        if form == 4:
            return "(%s %% %s)" % (self.one(["'%s'", "'%d'", "'%5.1f|'", "'%r-%s'", "'%x'", "'a'"]),
                                   self.one([self.any, self.number])(d))
        return "%s(%s)" % (self.one(["str", "repr", "hex", "bin", "chr", "type"]), self.any(d))

    def subscript(self, of, depth):
        bounds = [self.one(["", "0", "1", "-1", "2", "-2", "100", "small", "None"])
                  for _ in range(3)]
        if self.random.random() < 0.5:
            return "%s[%s]" % (of, ":".join(bounds[:self.one([2, 3])]))
        return "%s[%s]" % (of, self.one(["0", "1", "-1", "2", "one", "5", self.any(depth - 1)]))

    def sequence(self, depth):
        if self.leaf(depth):
            return self.one(self.SEQUENCES)
        d = depth - 1
        form = self.random.randrange(11)
        if form == 0:
            return "(%s + %s)" % (self.sequence(d), self.sequence(d))
        if form == 9:
            return "list(%s(lambda item: %s, %s))" % (
                self.one(["map", "filter"]), self.of_item(d), self.sequence(d))
        if form == 10:
            return "sorted(%s, key=lambda item: %s)" % (self.sequence(d), self.of_item(d))
        if form == 1:
            return "[%s]" % ", ".join(self.any(d) for _ in range(self.random.randrange(4)))
        if form == 2:
            return "(%s,)" % ", ".join(self.any(d) for _ in range(self.random.randrange(1, 4)))
        if form == 3:
            return "%s(%s)" % (self.one(["sorted", "list", "tuple"]), self.any(d))
        if form == 4:
            return self.subscript(self.sequence(d), d)
        if form == 5:
            return "list(zip(%s, %s))" % (self.sequence(d), self.sequence(d))
        if form == 6:
            return "[%s for item in %s if %s]" % (
                self.one(["item", "(item, item)", "[item] * 2", "item == one", self.any(d)]),
                self.sequence(d), self.one(["item", "item != one", "True", self.truth(d)]))
        if form == 7:
            return "list(enumerate(%s))" % self.any(d)
        return "[%s(item) for item in %s]" % (
            self.one(["repr", "str", "len", "bool", "abs", "list"]), self.sequence(d))

    def of_item(self, depth):
        return self.one(["item", "-item", "(item, 1)", "str(item)", "item == one", "len(item)",
                         "[other for other in [item]][0]", "(lambda item=item: item)()",
                         self.any(depth), self.number(depth)])

    def truth(self, depth):
        if self.leaf(depth):
            return self.one(["yes", "no", "True", "False", "nothing", "empty_list", "one"])
        d = depth - 1
        form = self.random.randrange(5)
        if form == 0:
            return "(%s %s %s)" % (self.any(d), self.one(["==", "!=", "is", "is not"]), self.any(d))
        if form == 1:
            return "(%s %s %s)" % (self.any(d), self.one(["<", ">=", "in", "not in"]), self.any(d))
        if form == 2:
            return "(%s < %s <= %s)" % (self.number(d), self.number(d), self.number(d))
        if form == 3:
            return "%s(%s)" % (self.one(["any", "all"]), self.any(d))
        return "isinstance(%s, %s)" % (
            self.any(d), self.one(["int", "str", "(list, tuple)", "float", "dict", "Plain"]))

    def other(self, depth):
        if self.leaf(depth):
            return self.one(self.OTHERS)
        d = depth - 1
        return self.one([
            "sorted(%s)" % self.any(d), "len(%s)" % self.any(d), self.subscript(self.any(d), d),
            "(%s or %s)" % (self.any(d), self.any(d)), "(%s and %s)" % (self.any(d), self.any(d)),
            "(%s %s %s)" % (self.any(d), self.one(self.BINARY), self.any(d)),
            "d[%s]" % self.any(d), "counted.get(%s)" % self.any(d), "type(%s)" % self.any(d),
            "(lambda *items: items)(*%s)" % self.sequence(d),
            "next(iter(%s), %s)" % (self.sequence(d), self.any(d)),
            "(lambda item: %s)(%s)" % (self.of_item(d), self.any(d)),
            "hash(%s)" % self.number(d), "max(%s, %s)" % (self.any(d), self.any(d)),
        ])
