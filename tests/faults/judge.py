# SPDX-License-Identifier: MIT
"""What is wrong with how a command ended when something failed."""

import errno
import os
import re

from tolerated import SILENT, TOLERATED, UNNAMED, WRONG_ANSWER

TIME = re.compile(r"\d+\.\d+(e-?\d+)?|\b\d{4}-\d\d-\d\d[T ][\d:]+Z?|\d+ (a second|missed)|(?<=_ns\": )\d+|(?<=^#)\d+$", re.M)
LATE = re.compile(r"^hwreg: \d+ samples.*(; \d+ dropped)?\n|^hwreg: interval.*\n", re.M)
ACCESS = re.compile(rb"^\S+ (?:read|write) \d+ bits at ", re.M)
TEMPORARY = re.compile(r"(^|/)\.[^/]+\.\d+\.[0-9a-f]+$")
MESSAGE = re.compile(r"^(hwreg: |\S+:(\d+:\d+:)? (error|warning): )", re.M)
OUT_OF_MEMORY = "out of memory"


def timeless(text):
    return TIME.sub("T", LATE.sub("", text))


def timeless_bytes(content):
    return None if content is None else timeless(content.decode("latin-1"))


def looked_up(table, fault, result):
    """The row of a table that a fault is in, by call, what it is about, how it fails and what came of it."""
    call, how = (fault.call, fault.how) if fault.kind == "call" else ("heap", result.failed or "")
    about = fault.about
    for row in table:
        if re.fullmatch(row[0], call) and re.search(row[1], about) and re.search(row[2], how):
            return row
    return None


def same_files(case, clean, result):
    """All but those of --log, whose times differ, and what only makes the next run faster."""
    names = (set(clean.files) | set(result.files)) - {"log"} - set(case.streams)
    return all(
        timeless_bytes(clean.files.get(name)) == timeless_bytes(result.files.get(name))
        for name in names
        if not name.startswith("cache/")
    )


def same_output(case, clean, result):
    return not case.steady or timeless(clean.stdout) == timeless(result.stdout) and timeless(clean.stderr) == timeless(result.stderr)


def files_left(case, before, clean, result, killed):
    """Each file is as before, or as it would be; only what grows may be cut."""
    grows = {"log", "regs", "sim"} | set(case.streams)
    for name, content in sorted(result.files.items()):
        good = timeless_bytes(before.get(name)), timeless_bytes(clean.files.get(name))
        if name in grows or timeless_bytes(content) in good:
            continue
        if killed and TEMPORARY.search(name):
            continue
        if name.startswith("cache/") and name in clean.files:
            yield "the cache has another %s" % name
        else:
            yield "%s is left half-written, %d bytes" % (name, len(content))
    for name in sorted(before):
        if name not in result.files and name in clean.files:
            yield "%s is gone" % name


def word(content, address):
    return int.from_bytes(content[address : address + 4], "little")


def written_list(case, before, result):
    """Registers are written in order; those that were are in the message."""
    now, then = result.files["regs"], before["regs"]
    count = 0
    for address, value in case.written:
        if word(now, address) != value:
            break
        count += 1
    for address, value in case.written[count:]:
        if word(now, address) not in (word(then, address), value):
            yield "the register at 0x%08x has a value that nobody wrote" % address
    if not case.written or count in (0, len(case.written)):
        return
    if not re.search(r"writ|wrote", result.stderr):
        yield "%d of %d registers were written, and no message says so" % (count, len(case.written))


def accesses_later(result):
    """None after the moment of the failure."""
    log = result.files.get("log", b"")
    if result.length is not None and ACCESS.search(log[result.length :]):
        line = log[result.length :].splitlines()[-1]
        yield "a register was accessed after the failure: %s" % line.decode("utf-8", "replace")
    if result.then is not None and result.files.get("regs") != result.then:
        yield "a register was written after the failure"


def message(case, fault, result):
    text = os.strerror(errno.ENOMEM if fault.kind == "heap" else getattr(errno, fault.how, 0))
    said = result.stderr + (result.stdout if case.reports else "")
    named = text in said or (text == os.strerror(errno.ENOMEM) and OUT_OF_MEMORY in said)
    # what failed first was done without, and then the loader, which does not say why
    if fault.how == "on" and "cannot load lib" in said:
        named = True
    if not named and not looked_up(UNNAMED, fault, result):
        yield "%sthe message does not say '%s': %r" % (result.failed + " " if result.failed else "", text, said[-300:])
    elif not MESSAGE.search(result.stderr) and not case.reports and not looked_up(SILENT, fault, result):
        yield "no message: %r" % result.stderr[:200]


def leaks(clean, result):
    expected = list(clean.lost)
    for lost in result.lost:
        if lost in expected:
            expected.remove(lost)
        elif "/ld-linux" not in lost:
            yield "lost memory: %s" % lost
    for about in result.opened:
        if about not in clean.opened and not re.match(r"FOLDER/(out|err)|pipe:|/dev/null", about):
            yield "a descriptor stays open: %s" % about


def judge(case, before, clean, result, fault):
    """Complaints; none if it is well."""
    if result.status == "stuck":
        return ["it does not end"]
    if result.status >= 128:
        return ["signal %d" % (result.status - 128)]
    found = list(leaks(clean, result)) if result.heap else []
    same = same_output(case, clean, result) and same_files(case, clean, result)
    answered = result.status == 1 and not looked_up(WRONG_ANSWER, fault, result)
    if result.status == clean.status and (result.status == 0 or answered or same):
        if fault.how in ("EINTR", "EAGAIN", "half") and same:
            return found
        row = looked_up(TOLERATED, fault, result)
        if not row:
            found.append("%ssucceeds, with %s" % (result.failed + " " if result.failed else "", "the same output" if same else "other output: %r" % result.stderr[:200]))
        elif row[3] == "same" and not same:
            found.append("succeeds with other output: %r %r" % (result.stdout[:200], result.stderr[:200]))
        return found
    if result.status not in (2, 3, 4) and not looked_up(WRONG_ANSWER, fault, result):
        found.append("%s exit status %s instead of %s" % (result.failed or "", result.status, clean.status))
    found += message(case, fault, result)
    # run puts back; an allocation that the C library does without may fail before the one that ends it
    if not case.reports and fault.how != "on":
        found += accesses_later(result)
    found += files_left(case, before, clean, result, False)
    found += written_list(case, before, result)
    return found


def judge_killed(case, before, clean, result, again):
    """What a killed command leaves, and how the next one fares."""
    if result.missed:
        return []
    if result.status != 137:
        return ["exit status %s, not killed" % result.status]
    found = list(files_left(case, before, clean, result, True))
    gone = case.name == "sim-rm" and "there is no such simulation" in again.stderr
    if not gone and (again.status != clean.status or timeless(again.stdout) != timeless(clean.stdout)):
        found.append("the next one: status %s: %r" % (again.status, again.stderr[:200]))
    for name in again.files:
        if TEMPORARY.search(name):
            found.append("%s is left behind, also by the next one" % name)
    for name in case.outputs:
        if timeless_bytes(again.files.get(name)) != timeless_bytes(clean.files.get(name)):
            found.append("%s is not what the next one should write" % name)
    return found
