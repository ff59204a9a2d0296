"""Bytes of the command, stripped"""
import os
import shutil
import subprocess
import tempfile

from measure import FLOOR, Beside


def stripped(program):
    with tempfile.TemporaryDirectory() as place:
        out = os.path.join(place, "out")
        subprocess.run(["strip", "-o", out, program], check=True)
        return os.path.getsize(out)


def sizes(bench):
    bench.row("size, default configuration", [stripped(bench.hwreg)],
              Beside("an empty program", [stripped(bench.program("empty"))], FLOOR), unit="B")
    what = "size, tinyconfig (static, musl)"
    if not shutil.which("musl-gcc"):
        bench.absent(what, "musl-gcc is not installed")
        return
    with tempfile.TemporaryDirectory() as place:
        make = ["make", "-s", f"-j{os.cpu_count()}", "-f", os.path.join(bench.srctree, "Makefile"), f"O={place}"]
        subprocess.run(make + ["tinyconfig"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(make + ["CC=musl-gcc", "hwreg"], check=True)
        bench.row(what, [stripped(os.path.join(place, "hwreg"))], Beside("200 KiB", [200 << 10], FLOOR, aim=1), unit="B")


ROWS = (sizes,)
