"""``python -m benchmarks.sink``: an SMTP server on loopback that takes every letter and keeps none; prints its port.

In a process of its own, so that a sender's CPU time is the sender's alone.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

ANSWERS = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n", b"EHLO": b"250-sink.test\r\n250 SMTPUTF8\r\n"}


def serve() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            connection, _ = listener.accept()
            with connection:
                _talk(connection)


def _talk(connection: socket.socket) -> None:
    connection.sendall(b"220 sink.test\r\n")
    data, body = b"", False
    while part := connection.recv(1 << 20):
        data += part
        if body:
            if not data.endswith(b"\r\n.\r\n"):
                data = data[-5:]
                continue
            body, answer = False, b"250 taken\r\n"
        elif data.endswith(b"\r\n"):
            word = data[:4].upper()
            body, answer = word == b"DATA", ANSWERS.get(word, b"250 ok\r\n")
        else:
            continue
        data = b""
        connection.sendall(answer)


@contextmanager
def sink() -> Iterator[int]:
    """The port of a running sink."""
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.sink"], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        yield int(server.stdout.readline())
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


if __name__ == "__main__":
    serve()
