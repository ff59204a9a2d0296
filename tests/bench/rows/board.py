"""Board files: import, check, load, compile, export"""
import os
import tempfile

from measure import FLOOR, Beside


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
    bench.row("import of D1-H.svd", times["import"], Beside("bare expat", times["expat"], FLOOR, aim=3))
    yaml = Beside("bare libyaml", times["yaml"], FLOOR)
    bench.row("board check of D1-H", times["check"], Beside("bare libyaml", times["yaml"], FLOOR, aim=1.5))
    bench.row("decode, which loads D1-H", times["load"], yaml)
    bench.row("board compile of D1-H", times["compile"], yaml)
    bench.row("export html of D1-H", times["html"], yaml)


ROWS = (of_a_chip,)
