"""A mailbox on a real IMAP server: every mail once, seen only after it was taken in, and trouble told in a sentence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scnfeed.errors import MailError
from scnfeed.mail.imap import check, unseen
from tests.mail.servers import free_port
from tests.mail.test_smtp_trouble import certificate

PASSWORD = "quay wäll"


@contextmanager
def serving(folder: Path, *pem: Path | str) -> Iterator[int]:
    """The port of Twisted's server over the mails in `folder`."""
    command = [sys.executable, "-m", "tests.mail.imap_server", *map(str, (folder, *pem))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            yield int(server.stdout.readline())
        finally:
            server.kill()


def mails(folder: Path, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        said = f"From: postmaster@relay.example\r\nSubject: mail {number}\r\n\r\nIt is mail {number}: \xe9.\r\n"
        (folder / f"{number}.eml").write_bytes(said.encode("latin-1"))
    return folder


def seen(folder: Path) -> list[str]:
    return sorted(file.stem for file in folder.glob("*.seen"))


def test_every_mail_comes_whole_and_once(tmp_path: Path) -> None:
    box = mails(tmp_path / "box", 3)
    with serving(box) as port:
        address = f"imap://desk@127.0.0.1:{port}/INBOX"
        assert list(unseen(address, PASSWORD)) == [(box / f"{n}.eml").read_bytes() for n in range(3)]
        assert seen(box) == ["0", "1", "2"]
        assert list(unseen(address, PASSWORD)) == []
        mails(box, 4)
        assert [raw.splitlines()[1] for raw in unseen(address, PASSWORD)] == [b"Subject: mail 3"]


def _break_off(mails: Iterator[bytes]) -> None:
    assert b"mail 0" in next(mails)
    raise OSError("disk full")


def test_a_mail_that_was_not_taken_in_comes_again(tmp_path: Path) -> None:
    box = mails(tmp_path / "box", 2)
    with serving(box) as port:
        address = f"imap://desk@127.0.0.1:{port}"
        with pytest.raises(OSError, match="disk full"):
            _break_off(unseen(address, PASSWORD))
        assert seen(box) == []
        assert len(list(unseen(address, PASSWORD))) == 2


def test_over_tls_with_a_certificate_that_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box, pem = mails(tmp_path / "box", 1), certificate(tmp_path, 30)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem[0]))
    with serving(box, *pem) as port:
        check(f"imaps://desk@127.0.0.1:{port}/", PASSWORD)
        assert len(list(unseen(f"imaps://desk@127.0.0.1:{port}/", PASSWORD))) == 1


def test_starttls_is_taken_where_it_is_offered_and_its_certificate_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, pem = mails(tmp_path / "box", 1), certificate(tmp_path, 30)
    with serving(box, *pem, "starttls") as port:
        address = f"imap://desk@127.0.0.1:{port}/"
        with pytest.raises(MailError, match="certificate cannot be trusted: self"):
            check(address, PASSWORD)
        monkeypatch.setenv("SSL_CERT_FILE", str(pem[0]))
        assert len(list(unseen(address, PASSWORD))) == 1


def test_without_starttls_no_password_goes_to_another_machine(tmp_path: Path) -> None:
    """This machine, by a name that nobody gives it, stands for another one."""
    with (
        serving(mails(tmp_path / "box", 1)) as port,
        pytest.raises(MailError, match=r"(?i)tls.*check \[mail\] bounce_box"),
    ):
        check(f"imap://desk@127.1:{port}/", PASSWORD)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # imaplib leaves the socket to others
def test_a_certificate_that_is_not_trusted_ends_it(tmp_path: Path) -> None:
    box, pem = mails(tmp_path / "box", 1), certificate(tmp_path, 30)
    with serving(box, *pem) as port, pytest.raises(MailError, match="certificate cannot be trusted: self"):
        list(unseen(f"imaps://desk@127.0.0.1:{port}/", PASSWORD))
    assert seen(box) == []


@pytest.mark.parametrize(
    ("user", "password", "folder", "said"),
    [("desk", "wrong", "INBOX", "Authentication failed"), ("desk", PASSWORD, "Nowhere", "has no folder Nowhere")],
)
def test_a_refusal_says_what_to_look_at(tmp_path: Path, user: str, password: str, folder: str, said: str) -> None:
    with serving(mails(tmp_path / "box", 1)) as port, pytest.raises(MailError, match=said) as told:
        list(unseen(f"imap://{user}@127.0.0.1:{port}/{folder}", password))
    assert "bounce_box" in str(told.value)


def test_nobody_there_says_so() -> None:
    with pytest.raises(MailError, match=r"127\.0\.0\.1:\d+: .*refused"):
        list(unseen(f"imap://desk@127.0.0.1:{free_port()}/", "x"))
