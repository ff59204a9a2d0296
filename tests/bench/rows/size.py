"""Bytes of the command, stripped"""
import os
import platform
import shutil
import subprocess
import tempfile

from measure import FLOOR, Beside

EMPTY = "int main(void)\n{\n\treturn 0;\n}\n"


def stripped(program):
    with tempfile.TemporaryDirectory() as place:
        out = os.path.join(place, "out")
        subprocess.run(["strip", "-o", out, program], check=True)
        return os.path.getsize(out)


def sizes(bench):
    bench.row("size, default configuration", [stripped(bench.hwreg)],
              Beside("an empty program", [stripped(bench.program("empty"))], FLOOR), unit="B")


def tiny(bench, machine, compiler, *variables):
    """The command of `make tinyconfig`, which is stripped, beside what the same compiler makes of nothing"""
    with tempfile.TemporaryDirectory() as place:
        make = ["make", "-s", f"-j{os.cpu_count()}", "-f", os.path.join(bench.srctree, "Makefile"), f"O={place}"]
        subprocess.run(make + ["tinyconfig"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(make + [*variables, os.path.join(place, "hwreg")], check=True)
        empty = os.path.join(place, "empty")
        subprocess.run([*compiler, "-Os", "-static", "-s", "-x", "c", "-o", empty, "-"], check=True, input=EMPTY, text=True)
        bench.row(f"size, tinyconfig (static, musl), {machine}", [os.path.getsize(os.path.join(place, "hwreg"))],
                  Beside("200 KiB", [200 << 10], FLOOR, aim=1), Beside("an empty program", [os.path.getsize(empty)], FLOOR),
                  unit="B")


def tiny_here(bench):
    if shutil.which("musl-gcc"):
        tiny(bench, platform.machine(), ["musl-gcc"])
    else:
        bench.absent("size, tinyconfig (static, musl)", "musl-gcc is not installed")


def tiny_arm64(bench):
    cross = "aarch64-linux-gnu-"
    if not shutil.which(cross + "gcc"):
        bench.absent("size, tinyconfig (static, musl), arm64", f"{cross}gcc is not installed")
        return
    compiler = subprocess.run([os.path.join(bench.srctree, "tests/foreign/musl")], check=True, stdout=subprocess.PIPE,
                              text=True).stdout.strip()
    tiny(bench, "arm64", compiler.split(), f"CROSS_COMPILE={cross}", f"CC={compiler}")


ROWS = (sizes, tiny_here, tiny_arm64)
