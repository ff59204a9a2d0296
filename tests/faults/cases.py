# SPDX-License-Identifier: MIT
"""The command lines whose system calls and allocations fail in turn, and the files that they work on."""

import os
import struct

import rich

BOARD = """\
hwreg: 1
board: faults
match: any
blocks: {DEV: {type: dev, base: 0}}
gpios: {BUTTON: {chip: nothere, line: 3}}
types:
  dev:
    description: a device
    size: 0x40
    registers:
      CTRL: {offset: 0x0, reset: 0, fields: {MODE: {bits: "1:0", enum: {off: 0, slow: 1, fast: 2}}, EN: 2, LEVEL: "15:8"}}
      DATA: {offset: 0x4, reset: 0, description: what it has}
      FIFO: {offset: 0x8, read: effect}
      STAT: {offset: 0xc, policy: ro, reset: 1, fields: {READY: 0}}
      R%s: {offset: 0x10, count: 4, stride: 4}
"""

SEQUENCE = """\
hwreg-sequence: 1
restore: DEV.DATA
steps:
  - poke: DEV.DATA=5
  - expect: DEV.DATA==5
  - save: {saved.yaml: DEV.R0}
  - delay: 1ms
finally:
  - poke: DEV.CTRL.LEVEL=0
"""

SHELL_STEPS = """\
hwreg-sequence: 1
steps:
  - shell: echo heard
  - poke: DEV.DATA=5
"""

LINES = """\
peek DEV.DATA
poke DEV.DATA=7
save DEV.R0 DEV.R1 --out saved.yaml
"""

SVD = """\
<device><name>D</name><peripherals><peripheral><name>P</name><baseAddress>0x1000</baseAddress>
<addressBlock><offset>0</offset><size>0x100</size><usage>registers</usage></addressBlock>
<registers><register><name>R</name><addressOffset>0</addressOffset><size>32</size>
<fields><field><name>F</name><bitRange>[3:0]</bitRange></field></fields></register></registers>
</peripheral></peripherals></device>
"""

DTS = """\
/dts-v1/;
/ {
	compatible = "acme,board";
	#address-cells = <1>;
	#size-cells = <1>;
	timer: timer@0 { compatible = "acme,timer"; reg = <0x0 0x40>; };
};
"""

FILES = {
    "board.yaml": BOARD.encode(),
    "sequence.yaml": SEQUENCE.encode(),
    "shell.yaml": SHELL_STEPS.encode(),
    "chip.svd": SVD.encode(),
    "regs": struct.pack("<1024I", *range(1024)),
    "data": struct.pack("<4I", 11, 22, 33, 44),
}

with open(os.path.join(os.path.dirname(__file__), "..", "import", "features.svd"), "rb") as features:
    FILES["features.svd"] = features.read()
FILES.update((name, text.encode()) for name, text in rich.FILES.items())
TREES = {"tree.dtb": DTS, "bus.dtb": rich.TREE}

F = ["-t", "file:regs"]
BF = ["-b", "./board.yaml"] + F
LOG = ["--log", "log"]
SIM = ["-b", "./board.yaml", "-t", "sim:@SIM@"]
RICH = ["-b", "./rich.yaml", "-t", "sim"]


class Case:
    """One command line. Of what it changes beside its files: `outputs` are those that must be as before or
    as without a fault; `streams` grow while it runs; `kill` tells that it is killed at each call, too."""

    def __init__(self, name, args, **more):
        self.name = name
        self.args = args
        self.stdin = more.pop("stdin", b"")
        self.first = more.pop("first", [])  # commands that come before, once
        self.outputs = more.pop("outputs", [])
        self.streams = more.pop("streams", [])
        self.kill = more.pop("kill", bool(self.outputs))
        self.steady = more.pop("steady", True)  # without times it prints the same each time
        self.cache = more.pop("cache", False)
        self.status = more.pop("status", 0)
        self.reports = more.pop("reports", False)  # failures are in what it prints; it goes on to put back
        self.written = more.pop("written", [])  # (address, value) in order, in regs
        assert not more, more

    @property
    def sim(self):
        return "sim:@SIM@" in self.args


def reading():
    yield Case("peek-number", F + ["peek", "0", "4"])
    yield Case("peek-block", BF + LOG + ["-v", "peek", "DEV"])
    yield Case("peek-json", BF + LOG + ["-o", "json", "peek", "DEV"])
    yield Case("peek-sim", ["-b", "./board.yaml", "-t", "sim", "peek", "DEV"])
    yield Case("peek-cached", BF + ["peek", "DEV.DATA"], cache=True, first=[["-b", "./board.yaml", "list", "DEV.DATA"]])
    yield Case("peek-to-cache", BF + ["peek", "DEV.DATA"], cache=True, kill=True)
    yield Case("peek-dry", BF + ["-n", "peek", "DEV"])
    yield Case("dump", BF + LOG + ["dump", "DEV"])
    yield Case("dump-raw", F + LOG + ["dump", "--raw", "0..+64"])
    yield Case("dump-fifo", BF + LOG + ["dump", "--fifo", "--count", "4", "DEV.DATA"])
    yield Case("diff", BF + LOG + ["diff", "snapshot.yaml"], first=[BF + ["save", "DEV", "--out", "snapshot.yaml"]])
    yield Case(
        "diff-files",
        ["-b", "./board.yaml", "diff", "a.yaml", "b.yaml"],
        first=[BF + ["save", "DEV.R0", "--out", name] for name in ("a.yaml", "b.yaml")],
    )
    yield Case("diff-reset", BF + LOG + ["diff", "--reset", "DEV.CTRL"])
    yield Case("watch", BF + LOG + ["-q", "watch", "--count", "2", "--every", "1ms", "DEV.R0"])
    yield Case("watch-fast", BF + ["-q", "watch", "--fast", "--count", "2", "DEV.R0"])
    yield Case("watch-stats", BF + ["-q", "watch", "--stats", "--count", "2", "--every", "1ms", "DEV.R0"])
    yield Case("watch-until", BF + ["-q", "watch", "--until", "DEV.R0==4", "--every", "1ms", "DEV.R0"])
    for kind in ("csv", "vcd"):
        words = ["-o", kind, "watch", "--count", "2", "--every", "1ms", "--out", "seen", "DEV.R0"]
        yield Case("watch-" + kind, BF + words, streams=["seen"], kill=True)
    yield Case("watch-rt", BF + ["-q", "watch", "--rt", "1", "--cpu", "0", "--count", "1", "DEV.R0"])
    yield Case("wait", BF + LOG + ["-q", "wait", "DEV.R0==4"])
    yield Case("wait-fast", BF + ["-q", "wait", "--fast", "DEV.R0==4"])
    yield Case("wait-late", BF + ["-q", "wait", "--timeout", "3ms", "DEV.R0==5"], status=1)
    yield Case("wait-json", BF + ["-o", "json", "wait", "DEV.R0==4"])


def writing():
    yield Case("poke-number", F + LOG + ["poke", "0=1", "4=2", "8=3"], written=[(0, 1), (4, 2), (8, 3)], kill=True)
    yield Case("poke-quiet", F + ["poke", "16=1", "20=2", "24=3"], written=[(16, 1), (20, 2), (24, 3)])
    fields = ["poke", "--verify", "DEV.CTRL.EN=1,MODE=fast", "DEV.DATA=5", "DEV.R0:7:4=2"]
    places = [(0, 6), (4, 5), (16, 0x24)]
    yield Case("poke-fields", BF + LOG + fields, written=places, kill=True)
    yield Case("poke-json", BF + ["-o", "json"] + fields, written=places)
    yield Case("poke-verbose", BF + ["-v"] + fields, written=places)
    yield Case("poke-dry", BF + ["-n"] + fields)
    yield Case("poke-nolock", BF + ["--no-lock"] + fields, written=places)
    yield Case("poke-sim", SIM + LOG + fields, first=[SIM + ["peek", "DEV.R0"]], kill=True)
    yield Case("poke-new-sim", SIM + LOG + fields, kill=True)
    some = [(address, 9) for address in range(16, 32, 4)]
    yield Case("fill", BF + LOG + ["fill", "--verify", "DEV.R*=9"], written=some)
    yield Case("fill-range", F + LOG + ["fill", "16..+16=9"], written=some)
    data = [(16, 11), (20, 22), (24, 33), (28, 44)]
    yield Case("load", F + LOG + ["load", "--verify", "data", "16"], written=data)
    yield Case("load-input", F + LOG + ["load", "-", "16"], written=data, stdin=FILES["data"])
    copied = [(64, 4), (68, 5), (72, 6), (76, 7)]
    yield Case("copy", F + LOG + ["copy", "--verify", "16..+16", "64"], written=copied)
    saved = [BF + ["save", "DEV.CTRL", "DEV.DATA", "--out", "snapshot.yaml"], F + ["poke", "0=7", "4=8"]]
    yield Case("restore", BF + LOG + ["restore", "--verify", "snapshot.yaml"], first=saved, written=[(0, 0), (4, 1)])
    yield Case("restore-dry", BF + ["-n", "restore", "snapshot.yaml"], first=saved)


def files():
    yield Case("save", BF + LOG + ["save", "DEV"])
    yield Case("save-out", BF + LOG + ["save", "DEV", "--out", "saved.yaml"], outputs=["saved.yaml"])
    before = [BF + ["save", "DEV.R1", "--out", "saved.yaml"]]
    yield Case("save-over", BF + ["save", "DEV", "--out", "saved.yaml"], first=before, outputs=["saved.yaml"])
    yield Case("compile", ["board", "compile", "board.yaml", "--out", "b.hwb"], outputs=["b.hwb"])
    compiled = [["board", "compile", "board.yaml", "--out", "b.hwb"]]
    yield Case("compiled", ["-b", "./b.hwb"] + F + ["peek", "DEV.DATA"], first=compiled)
    for kind in ("header", "html", "json", "markdown", "svd"):
        yield Case("export-" + kind, ["export", kind, "./board.yaml"])
        words = ["export", kind, "./board.yaml", "--out", "exported"]
        yield Case("export-%s-out" % kind, words, outputs=["exported"])
    yield Case("export-over", words, first=[words[:1] + ["json"] + words[2:]], outputs=["exported"])
    yield Case("export-dts", ["-b", "./board.yaml", "export", "dts", "DEV", "--dtb", "tree.dtb"])
    yield Case("import-svd", ["import", "svd", "chip.svd"])
    yield Case("import-dt", ["import", "dt", "tree.dtb"])


def sequences():
    for kind in ("text", "tap", "junit", "json"):
        yield Case("run-" + kind, BF + ["-o", kind, "run", "sequence.yaml"], outputs=["saved.yaml"], reports=True)
    yield Case("run-log", BF + LOG + ["run", "sequence.yaml"], outputs=["saved.yaml"], reports=True)
    yield Case("run-shell", BF + LOG + ["run", "--allow-shell", "shell.yaml"], reports=True)
    yield Case("run-dry", BF + ["-n", "run", "sequence.yaml"], reports=True)
    yield Case("shell", BF + ["shell", "--write"], stdin=LINES.encode(), outputs=["saved.yaml"], reports=True)
    yield Case("shell-stop", BF + ["shell", "--write", "--stop-on-error"], stdin=LINES.encode(), outputs=["saved.yaml"])


def rare():
    """Boards, sequences and formats with what is rarely in them."""
    steps = BF + ["run", "steps.yaml"]
    yield Case("run-steps", steps, outputs=["kept.yaml"], reports=True, kill=False)
    yield Case("run-steps-json", ["-o", "json"] + steps, outputs=["kept.yaml"], reports=True, kill=False)
    yield Case("run-steps-dry", ["-n"] + steps, reports=True)
    yield Case("run-failing-tap", BF + ["-o", "tap", "run", "failing.yaml"], reports=True, status=1)
    yield Case("run-failing-junit", BF + ["-o", "junit", "run", "failing.yaml"], reports=True, status=1)
    yield Case("run-blink", RICH + ["run", "blink"], reports=True)
    yield Case("rich-peek", RICH + LOG + ["peek", "A.*", "A.BEHIND"])
    yield Case("rich-forced", RICH + LOG + ["--force=requires", "peek", "B"])
    yield Case("rich-json", RICH + ["-o", "json", "peek", "A.*"])
    yield Case("rich-poke", RICH + LOG + ["poke", "A.WIDE=1", "A.BEHIND.SECOND=2", "A.OUT.LEVEL=3"])
    yield Case("rich-list", ["-b", "./rich.yaml", "list", "A.PORT?.*"])
    yield Case("rich-info", ["-b", "./rich.yaml", "info", "A.OUT"])
    yield Case("rich-header", ["export", "header", "./rich.yaml"])
    yield Case("rich-svd", ["export", "svd", "./rich.yaml"])
    yield Case("rich-html", ["export", "html", "./rich.yaml"])
    yield Case("rich-compile", ["board", "compile", "rich.yaml", "--out", "b.hwb"], outputs=["b.hwb"], kill=False)
    yield Case("wrong-board", ["board", "check", "wrong.yaml"], status=2, reports=True)
    yield Case("policy-check", ["policy", "check", "policy.yaml"])
    yield Case("save-range", F + ["save", "0..+64", "0x100..+8", "--out", "saved.yaml"], outputs=["saved.yaml"], kill=False)
    plain = [F + ["save", "0..+64", "--out", "snapshot.yaml"], F + ["poke", "0=7", "4=8"]]
    yield Case("diff-range", F + ["diff", "snapshot.yaml"], first=plain, status=1)
    yield Case("diff-json", F + ["-o", "json", "diff", "snapshot.yaml"], first=plain, status=1)
    yield Case("restore-range", F + LOG + ["restore", "snapshot.yaml"], first=plain, written=[(0, 0), (4, 1)])
    yield Case("import-features", ["import", "svd", "features.svd"])
    yield Case("import-bus", ["import", "dt", "bus.dtb"])


def others():
    board = ["-b", "./board.yaml"]
    yield Case("decode", board + ["decode", "DEV.CTRL", "5"])
    yield Case("list", board + ["list"])
    yield Case("list-json", board + ["-o", "json", "list", "DEV.*"])
    yield Case("info", board + ["info", "DEV.CTRL"])
    yield Case("info-address", board + ["info", "0x4"])
    yield Case("find", board + ["find", "device"])
    yield Case("check", ["board", "check", "board.yaml"])
    yield Case("targets", ["targets"], steady=False)
    yield Case("gpio-list", ["gpio", "list"], status=None)
    yield Case("gpio-get", board + ["gpio", "get", "BUTTON"], status=4)
    yield Case("irq", ["irq", "uio:nothere"], status=4)
    yield Case("bind", board + ["bind", "DEV"], status=4)
    yield Case("sim-ls", ["sim", "ls"], steady=False)
    yield Case("sim-rm", ["sim", "rm", "@SIM@"], first=[SIM + ["peek", "DEV.R0"]], kill=True)
    yield Case("completion", ["completion", "bash"])
    yield Case("help", ["help", "peek"])
    yield Case("version", ["--version"])
    yield Case("no-board", ["peek", "DEV.CTRL"], status=None)


CASES = [case for part in (reading, writing, files, sequences, rare, others) for case in part()]
