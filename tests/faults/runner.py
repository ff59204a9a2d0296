# SPDX-License-Identifier: MIT
"""Runs one command line in a folder of its own, with a fault or without, and tells what came of it."""

import errno
import os
import re
import shutil
import subprocess
import tempfile
import time

from cases import FILES, TREES
from errnos import errors

LIMIT = 20  # seconds that a command may take


class Fault:
    """What fails: a call (how: an errno's name, "half" or "kill") or an allocation ("once" or "on")."""

    def __init__(self, kind, number, how, call="", about=""):
        self.kind, self.number, self.how, self.call, self.about = kind, number, how, call, about

    def __str__(self):
        if self.kind == "heap":
            return "allocation %d fails%s" % (self.number, " and all after it" if self.how == "on" else "")
        return "call %d, %s(%s): %s" % (self.number, self.call, self.about, self.how)


class Result:
    """What a run left: exit status, output, messages, files, and what inject and heap.so report."""

    def __init__(self):
        self.calls, self.opened, self.lost = [], [], []
        self.length = self.end = self.then = self.failed = None
        self.allocations, self.callers = 0, {}
        self.heap = False


def system_calls():
    """Numbers of system calls to names, as the compiler's headers have them."""
    text = subprocess.run(
        ["gcc", "-E", "-dM", "-include", "sys/syscall.h", "-x", "c", "/dev/null"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    pairs = re.findall(r"^#define __NR_(\w+) (\d+)$", text, re.M)
    return {int(number): name for name, number in pairs}


class Runner:
    """A folder for one case at a time."""

    def __init__(self, hwreg, tools, folder, names):
        self.hwreg, self.tools, self.names = hwreg, tools, names
        self.places = {}
        self.folder = tempfile.mkdtemp(dir=folder)
        self.work = os.path.join(self.folder, "work")
        self.sim = os.path.basename(folder) + "-" + os.path.basename(self.folder)
        self.sim_path = "/dev/shm/hwreg-sim." + self.sim
        self.case = self.before = self.clean = None
        self.inject, self.heap = os.path.join(tools, "inject"), os.path.join(tools, "heap.so")
        self.trees = [(name, self.compile(text)) for name, text in TREES.items()]

    @staticmethod
    def compile(tree):
        words = ["dtc", "-q", "-O", "dtb", "-"]
        return subprocess.run(words, input=tree.encode(), capture_output=True, check=True).stdout

    # ---- Files ----

    def state(self):
        """Every file with its bytes."""
        found = {}
        for top, _, names in os.walk(self.work):
            for name in names:
                path = os.path.join(top, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, self.work)] = file.read()
        if os.path.exists(self.sim_path):
            with open(self.sim_path, "rb") as file:
                found["sim"] = file.read()
        return found

    def path(self, name):
        return self.sim_path if name == "sim" else os.path.join(self.work, name)

    def put_back(self, now, names=None):
        """The files as they were before the case ran, or some; what is unchanged keeps its time."""
        for name in now:
            if name not in self.before:
                os.unlink(self.path(name))
        for top, folders, files in os.walk(self.work, topdown=False):
            if top != self.work and not folders and not files:
                os.rmdir(top)
        for name, content in self.before.items():
            if now.get(name) != content and (not names or name in names):
                with open(self.path(name), "wb") as file:
                    file.write(content)

    def prepare(self, case):
        """An empty folder with what the case works on, and how it goes without a fault."""
        self.case = case
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.work)
        if os.path.exists(self.sim_path):
            os.unlink(self.sim_path)
        for name, content in list(FILES.items()) + self.trees:
            with open(os.path.join(self.work, name), "wb") as file:
                file.write(content)
        if case.cache:
            time.sleep(2.1)  # a board that has just been written is not kept
        for args in case.first:
            done = subprocess.run(self.command(args), cwd=self.work, env=self.environment(), capture_output=True)
            if done.returncode not in (0, 1):
                raise RuntimeError("%s: %s: %s" % (case.name, args, done.stderr))
        self.before = self.state()
        self.clean = self.run()
        if case.status is not None and self.clean.status != case.status:
            raise RuntimeError("%s: status %s: %s" % (case.name, self.clean.status, self.clean.stderr))
        return self.clean

    # ---- Running ----

    def environment(self):
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        cache = os.path.join(self.work, "cache") if self.case.cache else "0"
        return dict(kept, HOME=self.work, HWREG_CACHE=cache, TERM="dumb")

    def command(self, args):
        return [self.hwreg] + [arg.replace("@SIM@", self.sim) for arg in args]

    def options(self, fault):
        if not fault or fault.kind != "call":
            return []
        options = ["-n", str(fault.number)]
        if fault.how == "half":
            return options + ["-s"]
        if fault.how == "kill":
            return options + ["-k"]
        return options + ["-e", str(getattr(errno, fault.how))]

    def run(self, fault=None, again=False):
        """Run the case; afterwards the files are as before, unless it is to run `again`."""
        report, heap = os.path.join(self.folder, "report"), os.path.join(self.folder, "heap")
        environment = dict(self.environment(), HEAP_REPORT=heap, INJECT_PRELOAD=self.heap)
        if not fault:
            environment["HEAP_CALLERS"] = "y"
        elif fault.kind == "heap":
            environment["HEAP_FAIL"] = "%d%s" % (fault.number, "+" if fault.how == "on" else "")
        words = [self.inject, "-o", report, "-t", str(LIMIT), "-l", "log", "-r", "regs"] + self.options(fault)
        if os.path.exists(heap):
            os.unlink(heap)
        with open(os.path.join(self.folder, "out"), "w+b") as out, open(os.path.join(self.folder, "err"), "w+b") as err:
            done = subprocess.run(
                words + self.command(self.case.args),
                cwd=self.work,
                env=environment,
                input=self.case.stdin,
                stdout=out,
                stderr=err,
            )
            result = Result()
            out.seek(0), err.seek(0)
            result.stdout = out.read().decode("utf-8", "replace")
            result.stderr = err.read().decode("utf-8", "replace")
        if done.returncode == 125:
            raise RuntimeError("inject: %s" % result.stderr)
        self.read_report(result, report)
        self.read_heap(result, heap)
        result.missed = bool(fault) and not self.made(result, fault)
        result.files = self.state()
        result.then = result.files.pop("regs.then", None)
        if result.then is not None:
            os.unlink(os.path.join(self.work, "regs.then"))
        if not again:
            self.put_back(result.files)
        elif self.case.sim is False:
            self.put_back({"regs": result.files["regs"]}, ["regs"])  # they are not what is tried
        return result

    @staticmethod
    def made(result, fault):
        """Is what failed what was to? Threads do not always come in the same order, and what others on the
        machine have made may be more or less meanwhile."""
        if fault.kind == "heap":
            return bool(result.failed) or not result.heap
        return len(result.calls) >= fault.number and result.calls[fault.number - 1][1] == fault.call

    def read_report(self, result, path):
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                word, _, rest = line.rstrip("\n").partition(" ")
                if word == "call":
                    number, call, *arguments = rest.split(" ", 5)
                    name = self.names.get(int(call), call)
                    result.calls.append((int(number), name, [int(a, 16) for a in arguments[:3]], arguments[3]))
                elif word == "fault":
                    result.length = int(rest)
                elif word == "open":
                    result.opened.append(self.plain(rest))
                elif word == "end":
                    result.status = rest if rest == "stuck" else int(rest)

    def read_heap(self, result, path):
        if not os.path.exists(path):
            return
        with open(path, encoding="utf-8") as file:
            for line in file:
                word, number, *place = line.split(" ", 2)
                result.heap = True
                if word == "allocations":
                    result.allocations = int(number)
                elif word == "callers":
                    result.callers[int(number)] = place[0].strip()
                elif word == "failed":
                    result.failed = self.function(place[0].strip() if place else "?")
                elif word == "lost":
                    result.lost.append("%s bytes of %s" % (number, self.function(place[0].strip() if place else "?")))

    def function(self, place):
        """Of "OBJECT+OFFSET SYMBOL" in the command itself: the functions, innermost first."""
        path, _, offset = place.split(" ")[0].partition("+")
        if path != self.hwreg:
            return place
        if place not in self.places:
            words = ["addr2line", "-f", "-i", "-e", path, hex(int(offset, 16) - 1)]
            lines = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
            self.places[place] = "hwreg " + " < ".join(lines[::2])
        return self.places[place]

    def plain(self, about):
        """A path or what a descriptor is of, without what changes from run to run."""
        about = about.replace(self.work, "WORK").replace(self.folder, "FOLDER").replace(self.sim, "SIM")
        about = re.sub(r"\.\d+\.[0-9a-f]+$", ".PID.TIME", about)
        return re.sub(r"\d+", "N", about) if about.startswith(("/proc/", "/sys/", "pipe:", "socket:")) else about

    # ---- What can fail ----

    def faults(self, kill):
        """All faults of the case: each call with each errno, halved, killed; each allocation."""
        last = None
        for number, name, arguments, about in self.clean.calls:
            about = self.plain(about)
            same = (name, arguments[:1] if name == "prctl" else number)
            if same != last:
                for how in errors(name, arguments, about):
                    yield Fault("call", number, how, name, about)
            last = same
            if kill:
                yield Fault("call", number, "kill", name, about)
        for number in range(1, self.clean.allocations + 1):
            for how in ("once", "on"):
                yield Fault("heap", number, how, "", self.clean.callers.get(number, ""))
