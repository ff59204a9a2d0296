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


def count_in_machine(bench, what, *command):
    """The same, in instructions of the process and of the kernel for it; they differ by one in a hundred"""
    times = in_machine(bench, what, "--counted", *command)
    return times and {name: [seconds * 1e9 for seconds in each] for name, each in times.items()}


def processes(bench):
    """One peek of a register of the serial port through /dev/mem, all programs static"""
    what = "peek of /dev/mem (emulated, static)"
    counts = count_in_machine(bench, what, "spawn", str(bench.rounds(40, 10)), "hwreg", "/usr/bin/hwreg", "-t", "mem",
                              "peek", "0x09000fe0", "--", "devmem", "/bin/busybox", "devmem", "0x09000fe0", "--",
                              "true", "/bin/busybox", "true")
    if counts:
        bench.row(what, counts["hwreg"], Beside("busybox devmem", counts["devmem"], RIVAL),
                  Beside("busybox true", counts["true"], FLOOR), unit="instructions")


READS = (
    ("PCI configuration, a read", "setpci", ("-w", "16", "-t", "pci:0000:00:01.0/config", "peek", "0"),
     ("/bench/setpci", "-s", "00:01.0", "VENDOR_ID")),
    ("I2C register, a read", "i2cget", ("-w", "8", "-t", "i2c:0:0x48", "peek", "1"),
     ("/bench/i2cget", "-y", "0", "0x48", "1")),
    ("GPIO line, a read", "gpioget", ("gpio", "get", "gpiochip0:5"), ("/bench/gpioget", "gpiochip0", "5")),
)


def kinds(bench):
    """One read of what is no memory: hwreg static, as it is by default, and with shared libraries, as Debian's rivals are"""
    words = ["empty", "/bench/empty"]
    for _, rival, mine, other in READS:
        words += ["--", f"hwreg-{rival}", "/usr/bin/hwreg", "-q", *mine]
        words += ["--", f"static-{rival}", "/bench/hwreg", "-q", *mine, "--", rival, *other]
    counts = count_in_machine(bench, "reads beside setpci, i2cget, gpioget", "--debian", "spawn", str(bench.rounds(40, 10)),
                              *words)
    if counts:
        for what, rival, _, _ in READS:
            bench.row(f"{what} (emulated)", counts[f"static-{rival}"], Beside(rival, counts[rival], RIVAL, aim=1),
                      Beside("an empty program", counts["empty"], FLOOR), unit="instructions")
            bench.row(f"{what.split(',')[0]} (emulated, shared libraries)", counts[f"hwreg-{rival}"],
                      Beside(rival, counts[rival], RIVAL, aim=1), unit="instructions")


def interrupts(bench):
    """An interrupt of the clock, from its cause to where it is taken note of and enabled again"""
    what = "a UIO interrupt (emulated)"
    times = in_machine(bench, what, "interrupts")
    if not times:
        return
    for mine, name in (("library", what), ("cancellable", f"{what}, cancellable")):
        bench.row(name, times[mine], Beside("bare read and write", times["bare"], FLOOR))


ROWS = (processes, kinds, interrupts)
