"""Servers that cannot be trusted, do not know us, or are not there: a clear sentence, and nothing is marked as sent."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from scnfeed.mail.sending import Sent
from scnfeed.mail.smtp import SmtpTransport
from scnfeed.mail.transport import Unreachable
from tests.mail.servers import free_port
from tests.mail.test_sending import Memory, person, run

TODAY = datetime.now(UTC)


def certificate(folder: Path, days: int, host: str = "127.0.0.1") -> tuple[Path, Path]:
    """A certificate that signs itself, good until in so many `days`, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(TODAY - timedelta(days=30))
        .not_valid_after(TODAY + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "cert.pem", folder / "key.pem"


@contextmanager
def server(pem: tuple[Path, Path], answers: dict[str, str]) -> Iterator[tuple[int, list[bytes]]]:
    """An SMTP server that speaks STARTTLS and then answers what it is told; and the letters that it took."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pem)
    listener, taken = socket.create_server(("127.0.0.1", 0)), list[bytes]()

    def answer(connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        while line := lines.readline():
            word = line.split()[0].decode().upper()
            if word == "STARTTLS":
                connection.sendall(b"220 go ahead\r\n")
                with context.wrap_socket(connection, server_side=True) as inner:
                    answer(inner)
                return
            default = {"EHLO": "250-test\r\n250-AUTH PLAIN\r\n250 STARTTLS", "DATA": "354 go on", "AUTH": "235 ok"}
            connection.sendall(f"{answers.get(word) or default.get(word, '250 ok')}\r\n".encode())
            if word == "DATA":
                body = b""
                while (line := lines.readline()) not in (b".\r\n", b""):
                    body += line
                taken.append(body)
                connection.sendall(b"250 taken\r\n")

    def talk(connection: socket.socket) -> None:
        connection.sendall(b"220 test\r\n")
        answer(connection)

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                talk(connection)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], taken
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def tried(port: int, user: str = "") -> tuple[Sent, Memory]:
    outbox = Memory(person("ines"), person("omar"))
    with SmtpTransport("127.0.0.1", port, user, "geheim" if user else "", timeout=5) as transport:
        return run(outbox, transport), outbox


def test_over_a_certificate_that_is_trusted_letters_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pem = certificate(tmp_path, 30)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem[0]))
    with server(pem, {}) as (port, taken):
        ended, outbox = tried(port, "desk")
    assert ended == Sent(sent=2) and len(taken) == 2 and set(outbox.states.values()) == {"sent"}


@pytest.mark.parametrize(
    ("days", "trusted", "answers", "said"),
    [
        (-1, True, {}, "certificate cannot be trusted: certificate has expired"),
        (30, False, {}, "certificate cannot be trusted: self"),
        (30, True, {"AUTH": "535 5.7.8 wrong word"}, r"refuses the login: 5\.7\.8 wrong word; check \[mail\] user"),
        (30, True, {"EHLO": "250 test"}, r"check \[mail\] port, tls"),
    ],
)
def test_what_is_wrong_is_said_and_everything_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, trusted: bool, answers: dict[str, str], said: str
) -> None:
    pem = certificate(tmp_path, days)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(pem[0]))
    with server(pem, answers) as (port, taken):
        ended, outbox = tried(port, "desk")
        with pytest.raises(Unreachable, match=said) as caught:
            SmtpTransport("127.0.0.1", port, "desk", "geheim", timeout=5).check()
    assert ended == Sent(left=1) and not taken and set(outbox.states.values()) == {"new"}
    assert "geheim" not in str(caught.value)


def test_a_certificate_for_another_host_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pem = certificate(tmp_path, 30, host="192.0.2.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(pem[0]))
    with server(pem, {}) as (port, taken), pytest.raises(Unreachable, match=r"cannot be trusted: .*127\.0\.0\.1"):
        SmtpTransport("127.0.0.1", port, timeout=5).check()
    assert not taken


def test_when_nobody_listens_everything_waits() -> None:
    ended, outbox = tried(free_port())
    assert ended == Sent(left=1) and set(outbox.states.values()) == {"new"}
    assert "check [mail] host" in outbox.rows["ines"].detail
