# SPDX-License-Identifier: MIT
"""What diff and restore may access, of the registers in a file of save"""

from registers import mask_of
from model import Item, Refused, Stopped, Write, described, reads_change, unreadable, \
    unwritable


def judge(reg, width, good):
    """Bits of which @good(read, write, volatile) is true; views only of what no proper field has"""
    left, found = mask_of(width), 0
    if not reg:
        return left
    changing = reg.volatile or any(field.volatile for field in reg.fields)
    for views in (False, True):
        for field in reg.fields:
            if field.overlap != views:
                continue
            changing = changing and field.volatile
            if good(field.read, field.write, field.volatile):
                found |= field.mask & left
            left &= ~field.mask
    return found | (left if good(reg.read, reg.write, changing) else 0)


def is_window(board, reg):
    """Do accesses of others change what it holds?"""
    return any(reg in each.behind[:2] for each in board.regs if each.behind)


def readable(board, reg, width, changing):
    if reg and not changing and is_window(board, reg):
        return 0
    return judge(reg, width, lambda read, write, volatile:
                 read != "none" and (changing or not volatile))


def restorable(board, reg, width):
    bits = judge(reg, width, lambda read, write, volatile:
                 (read, write) == ("value", "value") and not volatile)
    if reg and is_window(board, reg):
        return 0
    if not reg or not reg.fields or reg.reserved == "keep":
        return bits
    return bits & described(reg)


def skipped(commands, item):
    model, reg = commands.model, item.reg
    if not reg:
        return "policy" not in model.force and any(
            reads_change(each) and not unreadable(each)
            for each in model.reaching(item.address, item.last))
    if "policy" not in model.force and (unreadable(reg) or reads_change(reg)):
        return True
    return bool(reg.behind) and model.memory


def do_diff_reset(commands, locations):
    """Of the registers whose value after reset is known, the bits of which it is"""
    entries, seen = [], set()
    for location in locations:
        try:
            yield from commands.select(location)
        except Stopped:
            pass
    for item in (item for location in locations for item in location.items):
        reg = item.reg
        if item.skip or not reg or reg.width > 64 or not reg.reset_mask or reg.full in seen:
            continue
        seen.add(reg.full)
        entries.append((Item(reg), reg.reset_mask, None))
    for item, known, _ in entries:
        if readable(commands.board, item.reg, item.width, False) & known:
            yield from do_diff(commands, [(item, 0, None)], False)


def do_diff(commands, entries, changing):
    board = commands.board
    for item, _, _ in entries:
        if skipped(commands, item) or not readable(board, item.reg, item.width, changing):
            continue
        try:
            yield from commands.check_read(item)
        except Stopped:
            pass


def never(reg):
    return reg and (unreadable(reg) or reads_change(reg) or reg.trigger or unwritable(reg))


def do_restore(commands, entries, verify):
    """All are read, then what differs is written"""
    board, model, changes = commands.board, commands.model, []
    for item, value, key in entries:
        if skipped(commands, item):
            continue
        try:
            now = yield from commands.check_read(item)
        except Stopped:
            continue
        meant = restorable(board, item.reg, item.width)
        differs = (value ^ now) & readable(board, item.reg, item.width, False) & meant
        if differs and not never(item.reg):
            changes.append((item, value & meant, meant, key))
    writes = []
    for item, value, meant, key in changes:
        try:
            writes.append(plan(model, item, value, meant))
        except Refused:
            pass
    for write in writes:
        yield from model.make(write)
        if verify and write.verify:
            yield from model.compare(write)


def plan(model, item, value, meant):
    if not item.reg:
        item = Item(None, None, item.address, item.width, item.endian, raw=True)
        write = Write(item, value, meant, raw=True)
        model.check_overlap(write)
        return write
    write = Write(Item(item.reg), value, meant)
    model.plan(write)
    return model.finish(write)
