"""Letters of one issue share what is common to them, and are what each would be if it were built alone."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from quopri import decodestring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scnfeed.digest.address import postable
from scnfeed.digest.headers import Sender
from scnfeed.digest.letter import Letters, render_letter
from scnfeed.digest.message import Mould, uris
from scnfeed.errors import MailError
from scnfeed.model import Brand, Subscriber
from tests.digest.samples import READER, article
from tests.digest.test_letter import SENDER, issue

TOKENS = st.text("ABCxyz019-_", min_size=1, max_size=120)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("sender", [SENDER, replace(SENDER, unsubscribe="")], ids=["page", "mail"])
def test_a_letter_among_many_has_the_bytes_of_one_built_alone(language: str, sender: Sender) -> None:
    reader = replace(READER, languages=(language,))
    found = issue(*(article(f"s{n}", language) for n in range(9)), to=reader)
    letters = Letters(found, sender)
    for n, token in enumerate(("A" * 82, "b-_9" * 20 + "zz", "C" * 40, "short", "", "not/plain" * 3)):
        person = replace(reader, id=f"urn:uuid:{n}", address=f"r{n}@cities.example")
        alone = render_letter(found, person, sender=replace(sender, token=token))
        assert bytes(letters.to(person, token)) == alone
        assert token.encode() in decodestring(alone) or b"base64" in alone


def test_the_long_pieces_of_two_letters_are_the_same_objects() -> None:
    letters = Letters(issue(*(article(f"s{n}") for n in range(9))), SENDER)
    mine, theirs = letters.to(READER, "A" * 82), letters.to(Subscriber("b", "b@cities.example"), "B" * 82)
    shared = {id(piece) for piece in mine.body} & {id(piece) for piece in theirs.body}
    assert sum(len(piece) for piece in mine.body if id(piece) in shared) > 0.9 * sum(map(len, mine.body))
    assert mine.body != theirs.body and len({id(mine.head), id(theirs.head)}) == 2


@given(st.lists(st.text("ab é\u0645=.\t -"), max_size=9), st.integers(0, 9), TOKENS)
def test_a_word_put_in_afterwards_leaves_the_bytes_of_one_that_stood_there(
    lines: list[str], at: int, token: str
) -> None:
    stand_in = "Q" * len(token)
    texts = ["\n".join([*lines[:at], f"x {word} y {word}", *lines[at:]]) for word in (stand_in, token)]
    later, before = Mould(texts[0], texts[0] * 3, "=_b", stand_in), Mould(texts[1], texts[1] * 3, "=_b")
    assert later.body(token) == tuple(later.body(token))
    assert b"".join(later.body(token)) == b"".join(before.body())


def test_both_encodings_decode_to_the_text() -> None:
    latin, arabic = "A line\nand  one more \n.\n", "سطر من النص\n" * 20
    body = b"".join(Mould(latin, arabic, "=_b").body())
    first, second = body.split(b"--=_b")[1:3]
    assert decodestring(first.split(b"\r\n\r\n", 1)[1]).replace(b"\r\n", b"\n").rstrip() == latin.encode().rstrip()
    assert b64decode(second.split(b"\r\n\r\n", 1)[1]).replace(b"\r\n", b"\n") == arabic.encode()
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))


def test_the_list_has_a_name_in_any_script() -> None:
    head = Letters(issue(brand=Brand("مدن قوية")), replace(SENDER, address="digest@cities.example")).to(READER).head
    assert b"List-Id: =?utf-8?b?" in head and b"<digest-en.cities.example>" in head


def test_an_address_that_no_line_can_hold_is_left_out_of_the_fields() -> None:
    assert uris("https://x.example/" + "a" * 950, "mailto:a@x.example") == "<mailto:a@x.example>"


@pytest.mark.parametrize(
    ("typed", "posted"),
    [
        ("ines@Bücher.example", "ines@xn--bcher-kva.example"),
        ("ines@faß.example", "ines@xn--fa-hia.example"),
        ("قارئ@example.org", "قارئ@example.org"),
        ("O'Brien+news@Example.ORG", "O'Brien+news@example.org"),
    ],
)
def test_a_domain_is_put_in_ascii_and_a_local_part_left_alone(typed: str, posted: str) -> None:
    assert postable(typed) == posted


@pytest.mark.parametrize(
    "typed",
    ["a..b@x.org", ".a@x.org", '"a b"@x.org', "a\u202eb@x.org", "a@x\u202e.org", "é" * 40 + "@x.org", "a@☃..net"],
)
def test_an_address_that_no_server_would_take_is_refused(typed: str) -> None:
    with pytest.raises(MailError, match="no e-mail address"):
        postable(typed)
