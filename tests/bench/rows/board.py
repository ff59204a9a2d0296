"""Board files: import, check, load, compile, export

No Debian package reads SVD files or checks register descriptions; the tools that do are in Python. What stands for
them are the parsers that these begin with, alone.
"""
import os
import tempfile

from measure import FLOOR, RESTATED, Beside

PYTHON = "/usr/bin/python3"
SVD_IN_PYTHON = "import sys, xml.etree.ElementTree as tree; tree.parse(sys.argv[1])"
YAML_IN_PYTHON = "import sys, yaml; yaml.load(open(sys.argv[1], 'rb'), yaml.CSafeLoader)"


def of_a_chip(bench):
    """The SVD file of a chip, beside parsers that throw away what they read"""
    folder = bench.env.get("HWREG_SVD", os.path.join(os.path.dirname(bench.srctree), "shared/svd"))
    svd = os.path.join(folder, "D1-H.svd")
    if not os.path.exists(svd):
        bench.absent("D1-H: import, check, load, compile, export", f"no D1-H.svd in {folder}; HWREG_SVD names another")
        return
    with tempfile.TemporaryDirectory() as place:
        board, image = os.path.join(place, "d1-h.yaml"), os.path.join(place, "d1-h.board")
        bench.once([bench.hwreg, "import", "svd", svd], out=board, err="/dev/null")
        commands = {"import": [bench.hwreg, "import", "svd", svd], "expat": [bench.program("expat_parse"), svd],
                    "check": [bench.hwreg, "board", "check", board], "yaml": [bench.program("yaml_parse"), board],
                    "load": [bench.hwreg, "-b", board, "decode", "CCU.PLL_CPU_CTRL", "0"],
                    "compile": [bench.hwreg, "board", "compile", board, "--out", image],
                    "html": [bench.hwreg, "-b", board, "export", "html"]}
        times = bench.alternate(commands, bench.rounds(60, 15), err="/dev/null")
        slow = bench.alternate({"import": commands["import"], "svd": [PYTHON, "-c", SVD_IN_PYTHON, svd],
                                "check": commands["check"], "yaml": [PYTHON, "-c", YAML_IN_PYTHON, board]},
                               bench.rounds(9, 3), err="/dev/null")
        memory = bench.peaks({name: command for name, command in commands.items() if name != "compile"})
    bench.row("import of D1-H.svd", times["import"], Beside("bare expat", times["expat"], FLOOR, aim=3))
    bench.row("import of D1-H.svd", slow["import"], Beside("Python's ElementTree alone", slow["svd"], RESTATED))
    yaml = Beside("bare libyaml", times["yaml"], FLOOR)
    bench.row("board check of D1-H", times["check"], Beside("bare libyaml", times["yaml"], FLOOR, aim=1.5))
    bench.row("board check of D1-H", slow["check"], Beside("PyYAML with libyaml alone", slow["yaml"], RESTATED))
    bench.row("decode, which loads D1-H", times["load"], yaml)
    bench.row("board compile of D1-H", times["compile"], yaml)
    bench.row("export html of D1-H", times["html"], yaml)
    for name, what in (("import", "import of D1-H.svd"), ("check", "board check of D1-H"), ("load", "decode, which loads D1-H"),
                       ("html", "export html of D1-H")):
        floor = "expat" if name == "import" else "yaml"
        bench.row(f"{what}, peak memory", memory[name], Beside(f"bare {floor}", memory[floor], FLOOR), unit="B")


ROWS = (of_a_chip,)
