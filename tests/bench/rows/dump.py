"""Long dumps to a file"""
import os
import tempfile

from measure import FLOOR, RIVAL, Beside


def dumps(bench):
    with tempfile.TemporaryDirectory() as folder:
        path, out = os.path.join(folder, "data"), os.path.join(folder, "out")
        with open(path, "wb") as data:
            data.write(os.urandom(64 << 20))
        hwreg = [bench.hwreg, "-t", f"file:{path}", "dump"]
        raw = {"hwreg": hwreg + ["--raw", "0..+64M"], "cat": ["/usr/bin/cat", path],
               "dd": ["/usr/bin/dd", "status=none", "bs=64K", f"if={path}"]}
        text = {"hwreg": hwreg + ["0..+16M"], "xxd": ["/usr/bin/xxd", "-e", "-l", "16777216", path],
                "hexdump": ["/usr/bin/hexdump", "-n", "16777216", "-C", path],
                "od": ["/usr/bin/od", "-A", "x", "-t", "x4", "-v", "-N", "16777216", path],
                "memtool": ["/usr/bin/memtool", "md", "-s", path, "0+16M"]}
        for what, commands in (("raw dump of 64 MiB", raw), ("text dump of 16 MiB", text)):
            commands = {name: c for name, c in commands.items() if os.path.exists(c[0])}
            times = bench.alternate(commands, bench.rounds(7, 3), out=out)
            bench.row(what, times["hwreg"], *(Beside(name, times[name], FLOOR if name == "cat" else RIVAL)
                                              for name in commands if name != "hwreg"))


ROWS = (dumps,)
