#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Keeps one emulated machine; machine.bash starts it, machine.py talks to it.

usage, in the machine's folder: supervisor.py OWNER SECONDS PORT QEMU ARGUMENT…

PORT is how the agent is reached: the virtio device that has serial ports on this machine (virtio-serial-device,
virtio-serial-pci), or "serial": the serial port that is the console until then.

Returns when the guest takes commands (status 0) or has not within SECONDS (125, with a message and the console's tail).
What stays in the background then owns QEMU, and ends with it at the request `stop` or when the process OWNER ends.
Files in the folder: console (what the serial port said), qemu.log, qemu.pid, supervisor.log, trace, and the sockets:
agent, qmp and qtest, to which QEMU connects, and control, for machine.py.

Witness words: read{b,w,l,q} ADDRESS   write{b,w,l,q} ADDRESS VALUE   path TYPE   set_irq PATH NAME NUMBER LEVEL
               pl061-input LINE LEVEL
"""

import asyncio
import json
import os
import struct
import sys

KILL_SECONDS = 5  # for a command that was killed; a guest that takes longer hangs
TAIL_LINES = 30
MOST_CONSOLE = 1 << 20  # bytes that a console may say before the agent
TIMED_OUT, NO_MACHINE, USAGE = 124, 125, 2
REPLY = struct.Struct("<cI")  # to machine.py, which says more
FRAME = struct.Struct("<III")  # from and to the agent: id, kind, size; agent.c says more
READY = FRAME.pack(0, ord("h"), 0)  # on a serial port what the console said comes before it
WIDTHS = {"b": 1, "w": 2, "l": 4, "q": 8}

# QEMU connects, we listen: so no socket is ever missing.
INSTRUMENTS = """-display none -monitor none -no-reboot -pidfile qemu.pid
    -qtest unix:qtest -qtest-log none
    -chardev socket,id=qmp,path=qmp -mon chardev=qmp,mode=control""".split()
AGENT = "-chardev socket,id=agent,path=agent"


def instruments(port):
    if port == "serial":
        return [*INSTRUMENTS, *f"{AGENT},logfile=console -serial chardev:agent".split()]
    agent = f"-device {port} {AGENT} -device virtserialport,chardev=agent,name=hwreg"
    return [*INSTRUMENTS, *f"-serial file:console {agent}".split()]


class Failure(Exception):
    """A request that cannot be done: its exit status and a message."""


def tail(path):
    try:
        with open(path, "rb") as file:
            lines = file.read().decode(errors="replace").replace("\r", "").splitlines()[-TAIL_LINES:]
    except OSError:
        return ""
    return "".join(f"{path}: {line}\n" for line in lines)


def explain(message):
    return f"machine: {message}\n" + tail("qemu.log") + tail("console")


class Socket:
    """A socket that QEMU connects to once."""

    def __init__(self):
        self.connected = asyncio.Event()
        self.reader = self.writer = None

    async def listen(self, path):
        await asyncio.start_unix_server(self.accept, path, limit=MOST_CONSOLE)

    def accept(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.connected.set()


class Guest:
    """Commands in the guest, through the agent. What happens to each arrives in a queue: pairs of kind and data."""

    def __init__(self):
        self.socket = Socket()
        self.ready = asyncio.Event()
        self.queues = {}
        self.last = 0

    async def listen(self):
        await self.socket.connected.wait()
        try:
            await self.socket.reader.readuntil(READY)
            self.ready.set()
            while True:
                number, kind, size = FRAME.unpack(await self.socket.reader.readexactly(FRAME.size))
                data = await self.socket.reader.readexactly(size)
                if number in self.queues:
                    self.queues[number].put_nowait((chr(kind), data))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # QEMU has ended

    def send(self, number, kind, data=b""):
        self.socket.writer.write(FRAME.pack(number, ord(kind), len(data)) + data)

    def run(self, payload):
        """Starts a command; returns its number and its queue, which close() ends."""
        self.last += 1
        self.queues[self.last] = asyncio.Queue()
        self.send(self.last, "r", payload)
        return self.last, self.queues[self.last]

    def close(self, number):
        del self.queues[number]

    def tell_all(self, kind):
        for queue in self.queues.values():
            queue.put_nowait((kind, b""))


class Witness:
    """The hardware as the host sees it: through QEMU's qtest protocol, and QMP for the names of devices."""

    def __init__(self):
        self.qtest, self.qmp = Socket(), Socket()
        self.lock = asyncio.Lock()

    async def do(self, words):
        async with self.lock:
            try:
                return await self.command(*words)
            except (TypeError, ValueError, KeyError) as error:
                raise Failure(USAGE, f"witness {' '.join(words)}: {error}") from error

    async def command(self, verb, *words):
        if verb[:-1] == "read" and len(words) == 1:
            value = int(await self.ask(f"{verb} {int(words[0], 0):#x}"), 0)
            return f"0x{value:0{2 * WIDTHS[verb[-1]]}x}\n"
        if verb[:-1] == "write" and len(words) == 2:
            await self.ask(f"{verb} {int(words[0], 0):#x} {int(words[1], 0):#x}")
        elif verb == "path":
            return await self.path(*words) + "\n"
        elif verb == "set_irq":
            await self.set_irq(*words)
        elif verb == "pl061-input":
            await self.set_irq(await self.path("pl061"), "unnamed-gpio-in", *words)
        else:
            raise ValueError("what?")
        return ""

    async def set_irq(self, path, name, number, level):
        await self.ask(f"set_irq_in {path} {name} {int(number)} {int(level)}")

    async def ask(self, line):
        self.qtest.writer.write(line.encode() + b"\n")
        while True:
            answer = (await self.qtest.reader.readline()).decode().split()
            if not answer or answer[0] in ("FAIL", "ERR"):
                raise ValueError(" ".join(answer) or "QEMU has ended")
            if answer[0] == "OK":
                return "".join(answer[1:])

    async def path(self, device):
        """The name of the first device of this type."""
        await self.execute("qmp_capabilities")
        for entry in await self.execute("qom-list", path="/machine/unattached"):
            if entry["type"] == f"child<{device}>":
                return f"/machine/unattached/{entry['name']}"
        raise ValueError(f"no device of type {device}")

    async def execute(self, command, **arguments):
        self.qmp.writer.write(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        while True:
            answer = json.loads(await self.qmp.reader.readline())
            if "return" in answer:
                return answer["return"]
            if answer.get("error", {}).get("class", "CommandNotFound") != "CommandNotFound":
                raise ValueError(answer["error"]["desc"])
            if "error" in answer:
                return []  # capabilities, negotiated before


class Machine:
    """QEMU, and the requests that machine.py sends on the socket `control`."""

    def __init__(self):
        self.guest, self.witness = Guest(), Witness()
        self.stopped = asyncio.Event()
        self.qemu = None

    async def start(self, port, command, seconds):
        await self.guest.socket.listen("agent")
        await self.witness.qtest.listen("qtest")
        await self.witness.qmp.listen("qmp")
        with open("qemu.log", "wb") as log:
            self.qemu = await asyncio.create_subprocess_exec(
                "setpriv", "--pdeathsig", "KILL", "--", *command, *instruments(port),
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log)  # fmt: skip
        self.listener = asyncio.create_task(self.guest.listen())
        self.watcher = asyncio.create_task(self.watch())
        ready = asyncio.create_task(self.guest.ready.wait())
        await asyncio.wait({ready, self.watcher}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if not self.guest.ready.is_set():
            how = "has ended" if self.watcher.done() else f"is not ready after {seconds:g} s"
            raise Failure(NO_MACHINE, explain(f"the guest {how}"))
        await asyncio.start_unix_server(self.serve, "control")

    async def watch(self):
        await self.qemu.wait()
        self.guest.tell_all("ended")

    async def stop(self):
        if self.qemu and self.qemu.returncode is None:
            self.qemu.kill()
            await self.qemu.wait()

    async def serve(self, reader, writer):
        """One request: a line of JSON and a body; answered by output and an exit status."""
        try:
            request = json.loads(await reader.readline())
            body = await reader.readexactly(request["body"])
            status = await getattr(self, "do_" + request["do"])(request, body, reader, writer)
        except Failure as failure:
            status, message = failure.args
            reply(writer, b"e", message.encode())
        except (asyncio.IncompleteReadError, ConnectionError):
            status = NO_MACHINE
        writer.write(REPLY.pack(b"x", status))
        writer.close()

    async def do_stop(self, _request, _body, _reader, _writer):
        await self.stop()
        os.unlink("control")
        self.stopped.set()
        return 0

    async def do_witness(self, request, _body, _reader, writer):
        self.check_alive()
        reply(writer, b"o", (await self.witness.do(request["words"])).encode())
        return 0

    def check_alive(self):
        if self.watcher.done():
            raise Failure(NO_MACHINE, explain("the guest has ended"))

    async def do_guest(self, request, body, reader, writer):
        self.check_alive()
        number, queue = self.guest.run(body)
        late = asyncio.get_running_loop().call_later(request["seconds"], queue.put_nowait, ("late", b""))
        client = asyncio.create_task(watch_client(reader, queue))
        try:
            kind, data = await forward(queue, writer)
            if kind == "x":
                return int.from_bytes(data, "little")
            if kind == "ended":
                raise Failure(NO_MACHINE, explain("the guest has ended"))
            await self.kill(number, queue)
            raise Failure(TIMED_OUT, explain(f"not done after {request['seconds']:g} s: {show(body)}"))
        finally:
            late.cancel()
            client.cancel()
            self.guest.close(number)

    async def kill(self, number, queue):
        """Ends a command, or, if that does not help, the guest: a CPU that waits for a device does not come back."""
        self.guest.send(number, "k")
        try:
            await asyncio.wait_for(drain(queue), KILL_SECONDS)
        except asyncio.TimeoutError:
            await self.stop()


def reply(writer, kind, data):
    writer.write(REPLY.pack(kind, len(data)) + data)


def show(payload):
    return payload.split(b"\0")[0].decode(errors="replace")


async def watch_client(reader, queue):
    await reader.read()
    queue.put_nowait(("gone", b""))


async def forward(queue, writer):
    """Passes on a command's output until something else happens to it, which it returns."""
    while True:
        kind, data = await queue.get()
        if kind not in "oe":
            return kind, data
        reply(writer, kind.encode(), data)


async def drain(queue):
    while (await queue.get())[0] not in ("x", "ended"):
        pass


async def supervise(owner, seconds, port, command, answer):
    machine = Machine()
    try:
        pidfd = os.pidfd_open(owner)
        asyncio.get_running_loop().add_reader(pidfd, machine.stopped.set)
        await machine.start(port, command, seconds)
    except Failure as failure:
        os.write(answer, failure.args[1].encode())
        machine.stopped.set()
    os.close(answer)
    await machine.stopped.wait()
    await machine.stop()


def detach(answer):
    """Leaves the caller's session and its files: it may wait for the end of a pipe that we would keep open."""
    os.setsid()
    log = os.open("supervisor.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    null = os.open(os.devnull, os.O_RDONLY)
    answer, log, null = (os.dup(fd) for fd in (answer, log, null))
    for fd, source in enumerate((null, log, log)):
        os.dup2(source, fd)
    for fd in os.listdir("/proc/self/fd"):
        if int(fd) > 2 and int(fd) != answer:
            try:
                os.close(int(fd))
            except OSError:
                pass  # the listing's own
    return answer


def main(owner, seconds, port, *command):
    question, answer = os.pipe()
    if os.fork() == 0:
        os.close(question)
        asyncio.run(supervise(int(owner), float(seconds), port, command, detach(answer)))
        os._exit(0)
    os.close(answer)
    with os.fdopen(question) as stream:
        error = stream.read()
    sys.stderr.write(error)
    return NO_MACHINE if error else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
