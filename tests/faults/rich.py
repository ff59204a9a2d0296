# SPDX-License-Identifier: MIT
"""More files that commands work on while something fails: what boards, sequences and other formats rarely have."""

# A board on another, with conditions, locks, a window, halves, aliases and a sequence
SOC = """\
hwreg: 1
board: soc
match: any
include: [parts.yaml]
blocks:
  A: {type: t, base: 0x0}
  B: {type: t, base: 0x100}
  C: {type: gate, base: 0x200}
"""

PARTS = """\
hwreg: 1
types:
  t:
    description: a device with all that is rare
    size: 0x80
    unlock: [KEY=0xc0de]
    lock: [KEY=0]
    registers:
      KEY: {offset: 0x00, read: none, unlock: [], lock: []}
      SELECT: {offset: 0x04, reset: 0, fields: {BANK: 0}, unlock: [], lock: []}
      LEFT: {offset: 0x08, when: SELECT.BANK==0, reset: 1}
      RIGHT: {offset: 0x08, when: SELECT.BANK==1}
      WIDE: {offset: 0x10, width: 64, access-width: 32, order: low-first}
      OUT: {offset: 0x18, aliases: {set: 0x1c, clear: 0x20}, fields: {ON: 0, LEVEL: "7:4"}}
      KELVIN: {offset: 0x24, fields: {T: {bits: "15:0", scale: 0.01, offset: 0, unit: K}}}
      INDEX: {offset: 0x28, unlock: [], lock: []}
      INDEXED: {offset: 0x2c, unlock: [], lock: []}
      BEHIND: {window: {index: INDEX, data: INDEXED}, registers: {FIRST: 0x0, SECOND: 0x1}}
      PORT%s:
        offset: 0x30
        count: 2
        stride: 0x10
        index: [L, R]
        registers: {IN: {offset: 0x0, policy: ro}, PIN%s: {offset: 0x4, count: 2, stride: 4, fields: {DIR: {bits: 0, enum: {in: 0, out: 1}}}}}
      FUSE: {offset: 0x50, protect: cannot be undone}
  gate:
    registers: {CLOCK: {offset: 0x0, fields: {ON: 0}}}
"""

RICH = """\
hwreg: 1
board: rich
match: any
extends: soc.yaml
blocks:
  B: {override: {LEFT: {reset: 2}, OUT: {fields: {NEW: 8}}, PORTL.IN: {policy: rw}}, omit: [KELVIN, PORTR], requires: C.CLOCK.ON==1}
gpios: {LED: {chip: nothere, line: 3}}
sequences:
  blink:
    variables: {LEVEL: 3}
    restore: A.OUT
    steps:
      - poke: "A.OUT.LEVEL=${LEVEL}"
      - expect: "A.OUT.LEVEL==${LEVEL}"
"""

# Every step that needs no device; parts.yaml of its own folder is another
STEPS = """\
hwreg-sequence: 1
name: all steps
requires: {board: faults, targets: [DEV]}
variables: {N: 2, LAST: "N * 4"}
timeout: 1m
restore: [DEV.R1, DEV.CTRL]
steps:
  - note: the last is ${LAST}
  - poke: [DEV.DATA=5, "DEV.CTRL.MODE=slow,EN=1"]
    verify: true
  - peek: {seen: DEV.DATA}
  - check: seen == 5
  - repeat: N
    for: i
    steps:
      - poke: "DEV.R${i}=${i + LAST}"
      - expect: ["DEV.R${i}==${i + LAST}", DEV.STAT>=1]
  - over: {v: [1, "N << 2"]}
    steps: [{fill: "DEV.R*=${v}"}, {peek: DEV.R0}]
  - wait: [DEV.DATA==5]
    every: 1ms
  - load: {data: DEV.R0}
  - save: {kept.yaml: [DEV.R0, DEV.R3]}
  - restore: {file: kept.yaml, verify: true}
  - run: sub.yaml
    set: {LEVEL: LAST}
  - delay: 1us
"""

SUB = """\
hwreg-sequence: 1
variables: {LEVEL: 1}
steps: [{poke: "DEV.CTRL.LEVEL=${LEVEL}"}]
"""

FAILING = """\
hwreg-sequence: 1
steps:
  - poke: DEV.DATA=6
  - name: it is not so
    expect: [DEV.DATA==7, DEV.STAT==0]
  - poke: DEV.DATA=8
"""

POLICY = """\
hwreg-policy: 1
allow:
  - group: root
    read: [0x1000-0x1fff]
    write: [0x1000..+0x10]
"""

WRONG = """\
hwreg: 1
board: wrong
match: any
blocks: {DEV: {type: dev, base: 0}, DEW: {type: dew, base: 0}}
types:
  dev:
    size: 0x10
    registers:
      A: {offset: 0x0, fields: {F: "0:3", G: 40}}
      B: {offset: 0x2}
      C: {offset: 0x20, polcy: ro}
"""

TREE = """\
/dts-v1/;
/ {
	compatible = "acme,board";
	#address-cells = <1>;
	#size-cells = <1>;
	aliases { serial0 = "/bus@1000/uart@100"; };
	bus@1000 {
		compatible = "simple-bus";
		#address-cells = <1>;
		#size-cells = <1>;
		ranges = <0x0 0x1000 0x1000>;
		uart@100 { compatible = "arm,pl011", "arm,primecell"; reg = <0x100 0x40>, <0x200 0x10>; reg-names = "a", "b"; };
		timer: timer@300 { compatible = "acme,timer"; reg = <0x300 0x40>; };
		i2c@400 {
			compatible = "acme,i2c";
			reg = <0x400 0x40>;
			#address-cells = <1>;
			#size-cells = <0>;
			chip@48 { compatible = "acme,chip"; reg = <0x48>; };
		};
	};
	gpio: gpio@5000 { compatible = "acme,gpio"; reg = <0x5000 0x100>; gpio-controller; #gpio-cells = <2>; gpio-line-names = "one", "two"; };
	leds { compatible = "gpio-leds"; led { label = "red"; gpios = <&gpio 3 1>; }; };
	memory@0 { device_type = "memory"; reg = <0x0 0x1000>; };
};
"""

FILES = {
    "soc.yaml": SOC,
    "parts.yaml": PARTS,
    "rich.yaml": RICH,
    "steps.yaml": STEPS,
    "sub.yaml": SUB,
    "failing.yaml": FAILING,
    "policy.yaml": POLICY,
    "wrong.yaml": WRONG,
}
