"""The folder of letters: whole files, one a letter, nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from scnfeed.mail.transport import FolderTransport, Unreachable

LETTER = b"Message-ID: <1@example.org>\r\nSubject: x\r\n\r\nText\r\n"


def test_a_letter_is_one_file_with_its_bytes(tmp_path: Path) -> None:
    FolderTransport(tmp_path / "letters").deliver(LETTER, "bounce@example.org", "ines@example.org")
    (file,) = (tmp_path / "letters").iterdir()
    assert file.name.startswith("ines-example.org-") and file.suffix == ".eml"
    assert file.read_bytes() == LETTER


def test_letters_stand_in_the_folder_by_their_day(tmp_path: Path) -> None:
    days = {
        "zoe@example.org": b"Mon, 02 Mar 2026 23:30:00 +0300",
        "ann@example.org": b"Tue, 03 Mar 2026 07:00:00 +0000",
    }
    for recipient, day in days.items():
        FolderTransport(tmp_path).deliver(b"Date: " + day + b"\r\n" + LETTER, "b@example.org", recipient)
    FolderTransport(tmp_path).deliver(b"Date: ../../x\r\n" + LETTER, "b@example.org", "omar@example.org")
    names = sorted(file.name for file in tmp_path.iterdir())
    assert [name[:14] for name in names] == ["2026-03-02-zoe", "2026-03-03-ann", "omar-example.o"]


def test_the_same_letter_again_is_the_same_file(tmp_path: Path) -> None:
    for recipient in ("ines+a@example.org", "ines+a@example.org", "ines-a@example.org"):
        FolderTransport(tmp_path).deliver(LETTER, "bounce@example.org", recipient)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    "recipient",
    ["../../etc/passwd", "/etc/passwd", "..", "a\x00b@example.org", "قارئ@example.org", "x" * 500, "\n", ""],
)
def test_no_recipient_leads_out_of_the_folder(tmp_path: Path, recipient: str) -> None:
    FolderTransport(tmp_path / "letters").deliver(LETTER, "bounce@example.org", recipient)
    (file,) = tmp_path.rglob("*.eml")
    assert file.parent == tmp_path / "letters" and not file.name.startswith(".")


def test_a_folder_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unreachable, match="file"):
        FolderTransport(tmp_path / "file").deliver(LETTER, "bounce@example.org", "ines@example.org")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_write_that_fails_leaves_no_half_letter(tmp_path: Path) -> None:
    folder = FolderTransport(tmp_path)
    folder.deliver(LETTER, "", "ines@example.org")
    (file,) = tmp_path.iterdir()
    file.unlink()
    file.mkdir()
    with pytest.raises(Unreachable):
        folder.deliver(LETTER, "", "ines@example.org")
    assert list(tmp_path.iterdir()) == [file]
