"""In the emulated machine, where it has been prepared"""
import os
import shutil

from measure import FLOOR, Beside


def interrupts(bench):
    """An interrupt of the clock, from its cause to where it is taken note of and enabled again"""
    what = "a UIO interrupt (emulated)"
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if not os.path.exists(os.path.join(cache, "hwreg/emulated/arm64/Image")) or not shutil.which("aarch64-linux-gnu-gcc"):
        bench.absent(what, "needs the emulated machine: make emulate")
        return
    times = bench.timings(os.path.join(bench.srctree, "tests/bench/emulated"), "interrupts")
    for mine, name in (("library", what), ("cancellable", f"{what}, cancellable")):
        bench.row(name, times[mine], Beside("bare read and write", times["bare"], FLOOR))


ROWS = (interrupts,)
