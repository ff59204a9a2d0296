"""Single accesses in a loop, and field pokes"""
from measure import FLOOR, RESTATED, SELF, Beside


def accessors(bench):
    times = bench.timings(bench.program("accessors"))
    bare = Beside("a bare volatile loop", times["bare"], FLOOR)
    bench.row("hwreg_read32_relaxed, a loop", times["relaxed"], Beside(bare.label, bare.samples, FLOOR, aim=1.02))
    bench.row("hwreg_read32, a loop", times["ordered"], bare, Beside("readl of the kernel", times["kernel"], FLOOR, aim=1.02),
              Beside("a call an access", times["call"], RESTATED), Beside("a call by a table", times["table"], RESTATED))
    bench.row("hwreg_write32_relaxed, a loop", times["relaxed-write"],
              Beside("a bare volatile loop", times["bare-write"], FLOOR, aim=1.02))
    bench.row("hwreg_write32, a loop", times["ordered-write"],
              Beside("writel of the kernel", times["kernel-write"], FLOOR, aim=1.02))


def field_pokes(bench):
    times = {name: [t * 1e6 for t in ns] for name, ns in bench.timings(bench.program("field_pokes")).items()}
    bench.row("1,000,000 field pokes, locked", times["locked"], Beside("a bare read, write and lock", times["bare-locked"], FLOOR),
              Beside("not locked", times["unlocked"], SELF))
    bench.row("1,000,000 field pokes, not locked", times["unlocked"], Beside("a bare read and write", times["bare"], FLOOR))


ROWS = (accessors, field_pokes)
