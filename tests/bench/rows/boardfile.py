"""Boards of any size, their registers in a file"""
import os

TEXT = """hwreg: 1
board: bench
match: any
types:
  type:
    size: 0x40
    registers:
      R%s: {{offset: 0, count: {registers}, stride: 4, fields: {{EN: 0, MODE: {{bits: "5:4", enum: {{off: 0, on: 1}}}}}}}}
blocks:
  B: {{type: type, base: 0x10000000, stride: 0x40, count: {blocks}}}
"""
BASE = 0x10000000
PER_BLOCK = 10  # registers


def write_board(path, count, per_block=PER_BLOCK):
    """A board of count registers, per_block a block"""
    with open(path, "w", encoding="ascii") as file:
        file.write(TEXT.format(blocks=count // per_block, registers=per_block))


def write_registers(path, count, per_block=PER_BLOCK):
    with open(path, "wb") as data:
        data.write(os.urandom(count // per_block * 0x40))


def write_names(path, count):
    """The same registers as lines, for who searches them one by one"""
    with open(path, "w", encoding="ascii") as file:
        for number in range(count):
            block, register = divmod(number, PER_BLOCK)
            file.write(f"B{block}.R{register} {block * 0x40 + register * 4:#x}\n")


def target(registers):
    return ["-t", f"file:{registers}@{BASE:#x}"]
