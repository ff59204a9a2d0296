"""In the emulated machine, where it has been prepared"""
import os
import shutil

from measure import FLOOR, RIVAL, Beside


def in_machine(bench, what, *command):
    """What a program of this bench prints there; None if it cannot run"""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if not os.path.exists(os.path.join(cache, "hwreg/emulated/arm64/Image")) or not shutil.which("aarch64-linux-gnu-gcc"):
        bench.absent(what, "needs the emulated machine: make emulate")
        return None
    return bench.timings(os.path.join(bench.srctree, "tests/bench/emulated"), *command)


def processes(bench):
    """One peek of a register of the serial port through /dev/mem, all programs static"""
    what = "peek of /dev/mem (emulated, static)"
    times = in_machine(bench, what, "spawn", str(bench.rounds(200, 40)), "hwreg", "/usr/bin/hwreg", "-t", "mem", "peek",
                       "0x09000fe0", "--", "devmem", "/bin/busybox", "devmem", "0x09000fe0", "--", "true", "/bin/busybox", "true")
    if times:
        bench.row(what, times["hwreg"], Beside("busybox devmem", times["devmem"], RIVAL),
                  Beside("busybox true", times["true"], FLOOR))


def interrupts(bench):
    """An interrupt of the clock, from its cause to where it is taken note of and enabled again"""
    what = "a UIO interrupt (emulated)"
    times = in_machine(bench, what, "interrupts")
    if not times:
        return
    for mine, name in (("library", what), ("cancellable", f"{what}, cancellable")):
        bench.row(name, times[mine], Beside("bare read and write", times["bare"], FLOOR))


ROWS = (processes, interrupts)
