# SPDX-License-Identifier: MIT
"""Accesses that were made, and those that may be, one after the other"""

import os
import re

from model import Stopped

LOGGED = re.compile(r"^\S+ (read|write) (\d+) bits at (0x[0-9a-f]+)(?: \(\S+\))? on \S+ = ?(0x[0-9a-f]+)?$")


class Difference(Exception):
    pass


class Access:
    """One that was made, as the log tells it (@value) or the witness (@data, as it is in memory)"""

    def __init__(self, kind, bits, address, value=None, data=None):
        self.kind, self.bits, self.address, self.value, self.data = kind, bits, address, value, data

    def get(self, endian):
        return self.value if self.data is None else int.from_bytes(self.data, endian)

    def __str__(self):
        value = f"{self.value:#x}" if self.data is None else "bytes " + self.data.hex()
        return f"{self.kind} {self.bits} bits at {self.address:#x} = {value}"


class Memory:
    """What a file or the device holds"""

    def __init__(self, data):
        self.data = bytearray(data)

    def get(self, bits, address, endian):
        return int.from_bytes(self.data[address:address + bits // 8], endian)

    def put(self, bits, address, value, endian):
        self.data[address:address + bits // 8] = value.to_bytes(bits // 8, endian)


def parse_log(path):
    out = []
    if not os.path.exists(path):
        return out
    with open(path, encoding="utf-8") as file:
        for text in file.read().splitlines()[1:]:
            found = LOGGED.match(text)
            if not found:
                raise Difference(f"the log has a line that is no access: {text}")
            kind, bits, address, value = found.groups()
            out.append(Access(kind, int(bits), int(address, 16), int(value, 16)))
    return out


def parse_witness(path):
    """{number of the line: its accesses}"""
    out, current = {}, None
    with open(path, encoding="utf-8") as file:
        for text in file:
            words = text.split()
            if words[0] == "mark":
                current = out.setdefault(int(words[1][5:]), [])
                continue
            kind, bits, address, data = words if len(words) == 4 else words + [""]
            current.append(Access(kind, int(bits), int(address, 16), data=bytes.fromhex(data)))
    return out


def show(wanted):
    kind, bits, address, value, endian, _ = wanted
    value = f" = {value:#x}" if value is not None else ""
    return f"{kind} {bits} bits at {address:#x}{value}, {endian} endian"


class Follower:
    """Compares what was made with what may be made, one after the other"""

    def __init__(self, made, told, memory):
        self.made, self.told, self.memory, self.at = made, told, memory, 0
        self.reasons = set()

    def one(self, wanted):
        """Return: what a read gave"""
        kind, bits, address, value, endian, why = wanted
        if kind == "end":
            return self.at == len(self.made)
        if self.at == len(self.made):
            raise Difference(f"missing: {show(wanted)}")
        access = self.made[self.at]
        got = access.get(endian)
        if (access.kind, access.bits, access.address) != (kind, bits, address) or \
                (kind == "write" and got != value):
            raise Difference(f"access {self.at} is: {access}, but should be: {show(wanted)}")
        if self.told is not None and self.told[self.at].get(endian) != got:
            raise Difference(f"access {self.at} is: {access}, but told: {self.told[self.at]}")
        if self.memory and kind == "write":
            self.memory.put(bits, address, value, endian)
        elif self.memory and self.memory.get(bits, address, endian) != got:
            raise Difference(f"access {self.at} is: {access}, which is not what is there")
        self.at += 1
        self.reasons.add(why)
        return got

    def follow(self, accesses):
        """Return: 0, or the exit status that it ends with"""
        status, answer = 0, None
        try:
            while True:
                answer = self.one(accesses.send(answer))
        except StopIteration:
            pass
        except Stopped as stopped:
            status = stopped.status
        if self.at < len(self.made):
            raise Difference(f"too much: {self.made[self.at]}")
        return status


class Table:
    """hwreg-accesses(7): which accesses each command may make, and which were seen"""

    def __init__(self, path):
        self.rows, self.seen = {}, {}
        command, keys = None, []
        with open(path, encoding="utf-8") as file:
            for text in file.read().splitlines()[1:]:
                named, options = text[:17].strip(), text[17:46].split()
                command, whys = named or command, set(text[46:].split()) - {"none", "-"}
                if named or options:
                    keys = [(command, option) for option in options or [None]]
                for key in keys:
                    self.rows[key] = self.rows.get(key, set()) | whys

    def check(self, line, reasons):
        command = line.command
        allowed = set(self.rows[command, None])
        for word in line.words:
            allowed |= self.rows.get((command, word), set())
        if reasons - allowed:
            raise Difference(f"hwreg-accesses(7) does not tell of: {reasons - allowed}")
        self.seen.setdefault(command, set()).update(reasons)

    def unseen(self):
        """What the table tells of the commands that were tried, and never happened"""
        out = []
        for (command, _), whys in self.rows.items():
            for why in whys - self.seen.get(command, whys):
                out.append(f"{command}: {why}")
        return out
