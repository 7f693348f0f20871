"""Small SMTP servers on loopback: one that takes letters, and one that breaks off where it is told to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Taking:
    """Takes every letter but those to recipients it has an answer for."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.letters: list[tuple[str, str, bytes]] = []
        self.connections = 0
        self.port = 0

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        recipient = envelope.rcpt_tos[0]
        if recipient in self.answers:
            return self.answers[recipient].removeprefix("250 then ")
        self.letters.append((envelope.mail_from, recipient, envelope.original_content))
        return "250 taken"


class _Listening(Controller):
    """Listens on a port the system chose."""

    smtputf8: bool

    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="mail.test", ident="test", enable_SMTPUTF8=self.smtputf8)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def taking(smtputf8: bool = True) -> Iterator[Taking]:
    handler = Taking()
    controller = _Listening(handler, hostname="127.0.0.1", port=free_port())
    controller.smtputf8 = smtputf8
    controller.start()
    handler.port, handler.connections = controller.port, 0
    try:
        yield handler
    finally:
        controller.stop()


ANSWERS = {b"EHLO": b"250 mail.test", b"DATA": b"354 go on", b"QUIT": b"221 bye"}


class Breaking:
    """Answers as SMTP servers do, and drops each connection at `at`: a command's word, ``body``, ``end``, ``idle``, or
    ``closing``: with 421 at the second letter."""

    def __init__(self, at: str) -> None:
        self.at = at.encode()
        self.whole: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as lines:
                self._talk(lines)

    def _talk(self, lines: Any) -> None:
        lines.write(b"220 mail.test\r\n")
        taken = 0
        for line in lines:
            word = line.split()[0].upper()
            if word == self.at:
                return
            if self.at == b"closing" and word == b"MAIL" and taken:
                lines.write(b"421 4.4.2 idle for too long\r\n")
                return
            taken += word == b"DATA"
            lines.write(ANSWERS.get(word, b"250 OK") + b"\r\n")
            if word == b"DATA" and not self._body(lines):
                return

    def _body(self, lines: Any) -> bool:
        if self.at == b"body":
            return False
        body = b""
        for line in lines:
            if line == b".\r\n":
                self.whole.append(body)
                if self.at == b"end":
                    return False
                lines.write(b"250 taken\r\n")
                return self.at != b"idle"
            body += line
        return False

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@contextmanager
def breaking(at: str) -> Iterator[Breaking]:
    server = Breaking(at)
    try:
        yield server
    finally:
        server.close()


class Zone:
    """A name server on loopback that knows what it is told: ``{(name, kind): [texts]}``; an empty list is no answer."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            asked, whom = self._socket.recvfrom(4096)
            if not asked:
                return
            self._socket.sendto(self._answer(dns.message.from_wire(asked)), whom)

    def _answer(self, asked: dns.message.Message) -> bytes:
        answer = dns.message.make_response(asked)
        [question] = asked.question
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        if not any(known == name for known, _ in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        texts = self.records.get((name, kind), [])
        if texts:
            answer.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, texts))
        return answer.to_wire(max_size=4096)

    def close(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ending:
            ending.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(5)
        self._socket.close()


@contextmanager
def zone() -> Iterator[Zone]:
    server = Zone()
    try:
        yield server
    finally:
        server.close()
