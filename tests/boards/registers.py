"""What the scripts that compare board descriptions with other sources share: the descriptions as
PyYAML reads them, C defines, and a count of what has been compared."""

import collections
import copy
import pathlib
import re
import textwrap

import yaml


class Failure(Exception):
    """A source that cannot be read or understood."""


def read(path):
    try:
        return pathlib.Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}") from error


def number(text):
    return int(str(text).replace("_", ""), 0)


def mask_of(bits):
    """The mask of 7, "7:4" or a list of these."""
    if isinstance(bits, list):
        return sum(mask_of(piece) for piece in bits)
    high, _, low = str(bits).partition(":")
    low = number(low or high)
    return ((1 << (number(high) - low + 1)) - 1) << low


class Field:
    def __init__(self, node):
        node = node if isinstance(node, dict) else {"bits": node}
        self.mask = mask_of(node["bits"])
        self.scale = float(node.get("scale", 1))
        self.offset = float(node.get("offset", 0))
        self.enum = {name: number(value["value"] if isinstance(value, dict) else value)
                     for name, value in node.get("enum", {}).items()}


class Register:
    def __init__(self, node):
        node = node if isinstance(node, dict) else {"offset": node}
        self.offset = number(node["offset"])
        self.count, self.stride = number(node.get("count", 1)), number(node.get("stride", 0))
        self.first = number(node["index"].partition("-")[0]) if "-" in node.get("index", "") else 0
        self.reset = number(node["reset"]) if "reset" in node else None
        self.reset_mask = number(node.get("reset-mask", 0xffffffff))
        self.aliases = {name: number(offset) for name, offset in node.get("aliases", {}).items()}
        self.fields = {name: Field(field) for name, field in node.get("fields", {}).items()}


def load(path):
    # All scalars as text: YAML 1.1 would make true and false of on and off.
    try:
        return yaml.load(read(path), Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise Failure(f"{path}: {error}") from error


def load_types(path):
    """The registers of each type in a file; arrays are not unrolled."""
    return {name: {key: Register(node) for key, node in kind["registers"].items()}
            for name, kind in load(path)["types"].items()}


def block_bases(path):
    """The address of each block of a board or SoC file; an array counts from its index."""
    bases = {}
    for name, block in load(path)["blocks"].items():
        first = number(block["index"].partition("-")[0]) if "index" in block else 0
        for i in range(number(block.get("count", 1))):
            full = f"{name}{first + i}" if "count" in block else name
            bases[full] = number(block["base"]) + i * number(block.get("stride", 0))
    return bases


def without_comments(text):
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def defines_of(text):
    """The defines with a value and no parameters: name to expression."""
    pattern = r"^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+(\S.*?)[ \t]*$"
    return dict(re.findall(pattern, without_comments(text).replace("\\\n", " "), flags=re.M))


def evaluate(expression, defines):
    """The value of a constant expression of numbers, other defines, BIT() and operators."""
    for _ in range(8):
        expression = re.sub(r"\bBIT\b", "1<<", expression)
        expression = re.sub(r"\b[A-Za-z_]\w*\b",
                            lambda match: f"({defines.get(match[0], '?')})", expression)
        if not re.search(r"\b[A-Za-z_]", expression):
            break
    if not re.fullmatch(r"[0-9a-fA-FxX()<|+\s]+", expression):
        raise Failure(f"cannot evaluate {expression}")
    return eval(expression, {"__builtins__": {}})  # digits, parentheses and << | + only


def call_macro(text, name, argument):
    """The value of a macro with one parameter, of whole numbers"""
    defines = defines_of(text)
    macro = re.search(rf"#\s*define\s+{name}\((\w+)\)\s+(.+)", without_comments(text))
    if not macro:
        raise Failure(f"{name}() is gone")
    expression = re.sub(rf"\b{macro[1]}\b", str(argument), macro[2])
    expression = re.sub(r"\b[A-Za-z_]\w*\b", lambda word: defines.get(word[0], "?"), expression)
    expression = expression.replace("/", "//")
    if not re.fullmatch(r"[0-9a-fA-FxX()&/*%+\s]+", expression):
        raise Failure(f"cannot evaluate {name}({argument}): {expression}")
    return eval(expression, {"__builtins__": {}})  # digits, parentheses and operators only


def unroll(registers):
    """What load_types() gives, but with an entry for each element of an array %s, index from 0 or as in "1-3"."""
    result = {}
    for name, register in registers.items():
        for i in range(register.count):
            element = copy.copy(register)
            element.offset += i * register.stride
            result[name.replace("%s", str(register.first + i))] = element
    return result


class Comparison:
    """Counts what was compared, prints what differs and what nobody else knows."""

    def __init__(self, types):
        self.types = types
        self.mismatches = 0
        self.registers = set()
        self.fields = set()
        self.values = 0

    def mismatch(self, text):
        print(text)
        self.mismatches += 1

    def equal(self, what, ours, where, theirs):
        if ours != theirs:
            self.mismatch(f"{what}: {ours:#x}, but {where} has {theirs:#x}")

    def value(self, what, ours, where, theirs):
        self.values += 1
        self.equal(what, ours, where, theirs)

    def register(self, kind, name, where, offset):
        """Return: the register, None if there is none"""
        register = self.types[kind].get(name)
        if not register:
            self.mismatch(f"{kind}.{name}: missing, {where} has it at {offset:#x}")
            return None
        self.registers.add((kind, name))
        self.equal(f"{kind}.{name} offset", register.offset, where, offset)
        return register

    def field(self, kind, name, field, where, mask):
        """Return: the field, None if there is none"""
        known = self.types[kind][name].fields.get(field) if name in self.types[kind] else None
        if not known:
            self.mismatch(f"{kind}.{name}.{field}: missing, {where} has {mask:#x}")
            return None
        self.fields.add((kind, name, field))
        self.equal(f"{kind}.{name}.{field} bits", known.mask, where, mask)
        return known

    def reset(self, kind, name, where, value):
        register = self.types[kind][name]
        if register.reset is None:
            self.mismatch(f"{kind}.{name} reset: absent, but {where} has {value:#x}")
            return
        self.value(f"{kind}.{name} reset", register.reset & register.reset_mask, where,
                   value & register.reset_mask)

    @staticmethod
    def together(names):
        """REGISTER.FIELD, but FIELD once where many registers have it"""
        count = collections.Counter(name.partition(".")[2] for name in names)
        few = [name for name in names if count[name.partition(".")[2]] <= 8]
        return few + [f"{field} ({n} times)" for field, n in count.items() if n > 8]

    @staticmethod
    def tell(what, names):
        if names:
            print(f"  {what} that nobody else knows:")
            print(textwrap.fill(", ".join(names), 100, initial_indent="    ",
                                subsequent_indent="    ", break_on_hyphens=False))

    def report(self):
        """Tells of each type how much of it others know, and what not."""
        for kind, registers in self.types.items():
            alone = [name for name in registers if (kind, name) not in self.registers]
            fields = [(kind, name, field) for name, register in registers.items()
                      for field in register.fields]
            lonely = [f"{name}.{field}" for kind, name, field in fields
                      if (kind, name, field) not in self.fields]
            print(f"{kind}: {len(registers) - len(alone)} of {len(registers)} registers, "
                  f"{len(fields) - len(lonely)} of {len(fields)} fields compared")
            self.tell("registers", alone)
            self.tell("fields", self.together(lonely))
        print(f"{self.values} other values compared")
