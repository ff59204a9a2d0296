# SPDX-License-Identifier: MIT
"""A command line, and what all kinds of them share"""

END = ("end", 0, 0, None, "", "")  # asks: was that all?


class Line:
    """@words: the command line. @start(): the generator of its accesses, or Refused"""

    def __init__(self, words, start, dry=False, silent=False):
        self.words, self.start, self.dry, self.silent = words, start, dry, silent
        self.command = words[0]


def nothing():
    return iter(())


def follows(before, item):
    return before.plain and item.plain and item.width == before.width and \
        item.endian == before.endian and item.skip == before.skip and \
        item.address == before.address + before.width // 8


def stretches(location):
    """Items that are alike and follow each other, as those of a range of addresses do"""
    out = []
    for item in location.items:
        last = out[-1][-1] if out else None
        if last and (item.skip == last.skip if location.kind == "range" else follows(last, item)):
            out[-1].append(item)
        else:
            out.append([item])
    return out
