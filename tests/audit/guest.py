# SPDX-License-Identifier: MIT
"""Lines of a shell in the emulated machine, and the accesses that QEMU saw meanwhile"""

import io
import os
import subprocess
import tarfile

RTC = 0x09010000  # of PL031 on QEMU's "virt": takes accesses of all widths anywhere in its page
RTC_SIZE = 0x1000
MARKED = 0x09030FE0  # of PL061, which stands between the lines
MARK = f"-t mem peek {MARKED:#x}@8"
COMMAND = """rm -rf /tmp/audit && mkdir /tmp/audit && cd /tmp/audit && tar xf - &&
    { HWREG_CACHE=0 hwreg -b ./board.yaml -t mem shell --write <lines >out 2>err; echo $? >status; } &&
    tar cf - status err $(ls | grep '^log')"""


def machine(*words, **options):
    tool = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../emulated/machine.py")
    done = subprocess.run([tool, *words], cwd=os.environ["HWREG_MACHINE"], capture_output=True,
                          check=False, **options)
    if done.returncode != 0:
        raise RuntimeError(f"machine.py {words[0]}: {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def pack(folder):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name in sorted(os.listdir(folder)):
            tar.add(os.path.join(folder, name), name)
    return out.getvalue()


def run(folder):
    """Return: exit status, messages, and [(kind, address, bytes, value)] of the RTC and of the marks"""
    machine("mark")
    out = machine("guest", "120", "-i", COMMAND, input=pack(folder))
    with tarfile.open(fileobj=io.BytesIO(out)) as tar:
        tar.extractall(folder)
    trace = []
    for line in machine("trace", hex(RTC), hex(MARKED + 1 - RTC)).decode().splitlines():
        kind, address, size, value = line.split()
        address = int(address, 16)
        if address == MARKED or address < RTC + RTC_SIZE:
            # of a read QEMU shows all that the device gave, of which the CPU sees these bytes
            trace.append((kind, address, int(size), int(value, 16) & (1 << 8 * int(size)) - 1))
    with open(os.path.join(folder, "status"), encoding="ascii") as file:
        status = int(file.read())
    with open(os.path.join(folder, "err"), encoding="utf-8", errors="replace") as file:
        return status, file.read(), trace
