#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Talks to an emulated machine that supervisor.py keeps; machine.bash is the way to use it.

usage, in the machine's folder:
    machine.py guest SECONDS [-i] COMMAND    run a shell command in the guest (-i: pass on standard input)
    machine.py witness WORD…                 look at the hardware from outside the guest; see supervisor.py
    machine.py trace ADDRESS SIZE            the guest's accesses to these bytes of devices, since the last mark
    machine.py mark                          forget the accesses until now
    machine.py stop                          end it; fine if it has ended

Exit status of guest: the command's, as a shell's $?; 124: it took too long; 125: there is no machine (any more).
"""

import json
import os
import re
import signal
import socket
import struct
import sys

NO_MACHINE = 125
PATIENCE = 20  # seconds beyond a command's own, after which the supervisor itself is at fault
REPLY = struct.Struct("<cI")  # 'o' or 'e', a size and the text; 'x' and the exit status
ACCESS = re.compile(rb"memory_region_ops_(read|write) cpu (-?\d+) mr \S+ addr (\S+) value (\S+) size (\d+)")


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def receive(stream, size):
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def ask(request, body=b"", seconds=0.0):
    """Sends one request to the supervisor and passes on its output; returns the exit status."""
    request["body"] = len(body)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(seconds + PATIENCE)
    try:
        connection.connect("control")
        connection.sendall(json.dumps(request).encode() + b"\n" + body)
        with connection.makefile("rb") as stream:
            while True:
                kind, value = REPLY.unpack(receive(stream, REPLY.size))
                if kind == b"x":
                    return value
                data = receive(stream, value)
                write_all(1 if kind == b"o" else 2, data)
    except BrokenPipeError:
        return 128 + signal.SIGPIPE
    except (FileNotFoundError, ConnectionError, EOFError):
        sys.stderr.write("machine: not running\n")
    except TimeoutError:
        sys.stderr.write("machine: the supervisor does not answer\n")
    return NO_MACHINE


def guest(seconds, *words):
    standard_input = b""
    if words[0] == "-i":
        words, standard_input = words[1:], sys.stdin.buffer.read()
    payload = os.fsencode(words[0]) + b"\0" + standard_input
    return ask({"do": "guest", "seconds": float(seconds)}, payload, float(seconds))


def witness(*words):
    return ask({"do": "witness", "words": words})


def stop():
    return ask({"do": "stop"}) if os.path.exists("control") else 0


def accesses():
    """What QEMU has logged since the mark, but for what the witness does: that has no CPU."""
    with open("trace", "rb") as log:
        if os.path.exists("mark"):
            with open("mark", encoding="ascii") as file:
                log.seek(int(file.read()))
        for line in log:
            match = ACCESS.search(line)
            if match and match[2] != b"-1":
                yield match[1].decode(), int(match[3], 16), int(match[4], 16), int(match[5])


def trace(address, size):
    first, length = int(address, 0), int(size, 0)
    for direction, place, value, width in accesses():
        if 0 <= place - first < length:
            print(f"{direction} 0x{place:08x} {width} 0x{value:0{2 * width}x}")
    return 0


def mark():
    with open("mark", "w", encoding="ascii") as file:
        file.write(str(os.path.getsize("trace")))
    return 0


def main(verb, *words):
    verbs = {"guest": guest, "witness": witness, "trace": trace, "mark": mark, "stop": stop}
    if verb in ("trace", "mark") and not os.path.exists("trace"):
        sys.exit("machine: there is no trace: start the machine with --trace")
    return verbs[verb](*words)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
