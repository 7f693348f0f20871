"""The doctor's look at the DNS, on a name server on loopback: what is missing is said with what to add."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scnfeed.errors import MailError
from scnfeed.mail.records import aligned, asker, missing
from scnfeed.mail.signing import new_key
from tests.mail.servers import Zone, free_port, zone

RECORD = new_key("ed25519")[1]
HOME, KEY = "news.harbour.example", "s1._domainkey.news.harbour.example"
WHOLE = {
    (HOME, "TXT"): ['"v=spf1 ip4:192.0.2.0/28 -all"', '"other=1"'],
    (HOME, "MX"): ["10 mail.harbour.example."],
    (KEY, "TXT"): [f'"{RECORD[:40]}" "{RECORD[40:]}"'],
    ("_dmarc.harbour.example", "TXT"): ['"v=DMARC1; p=reject"'],
    ("9.2.0.192.in-addr.arpa", "PTR"): ["mail.harbour.example."],
    ("mail.harbour.example", "A"): ["192.0.2.9"],
}


@pytest.fixture
def names() -> Iterator[Zone]:
    with zone() as server:
        server.records = {key: list(texts) for key, texts in WHOLE.items()}
        yield server


def looked(names: Zone, hosts: tuple[str, ...] = ("mail.harbour.example",), bounces: str = HOME) -> list[str]:
    return list(missing(HOME, [("s1", RECORD)], bounces, hosts, asker(f"127.0.0.1:{names.port}", 3)))


def test_nothing_is_missed_where_all_is_there(names: Zone) -> None:
    assert looked(names) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({(HOME, "TXT"): []}, f'add TXT {HOME} "v=spf1 ip4:192.0.2.9 -all"'),
        ({(HOME, "TXT"): ['"v=spf1 -all"', '"v=spf1 mx -all"']}, "2 SPF records"),
        ({(HOME, "TXT"): ['"v=spf1 +all"']}, "lets everybody send"),
        ({(HOME, "TXT"): ['"v=spf1 ip4:198.51.100.1 -all"']}, "add ip4:192.0.2.9"),
        (
            {(HOME, "TXT"): ['"v=spf1 ' + " ".join(f"include:s{n}.example" for n in range(11)) + ' -all"']},
            "11 look-ups",
        ),
        ({(KEY, "TXT"): []}, f'add TXT {KEY} "{RECORD}"'),
        ({(KEY, "TXT"): ['"v=DKIM1; k=ed25519; p="']}, "revoked"),
        ({(KEY, "TXT"): [f'"{new_key("ed25519")[1]}"']}, "holds another key"),
        ({("_dmarc.harbour.example", "TXT"): []}, f"add TXT _dmarc.{HOME}"),
        ({("_dmarc.harbour.example", "TXT"): ['"v=DMARC1; p=reject"'] * 1 + ['"v=DMARC1; p=none"']}, "2 records"),
        ({("_dmarc.harbour.example", "TXT"): ['"v=DMARC1; rua=mailto:a@b.example"']}, "no policy"),
        ({(HOME, "MX"): []}, "takes no mail: answers and bounces are lost"),
        ({(HOME, "MX"): ["0 ."]}, "null MX"),
        ({("9.2.0.192.in-addr.arpa", "PTR"): []}, "192.0.2.9 has no name (PTR)"),
        ({("9.2.0.192.in-addr.arpa", "PTR"): ["elsewhere.example."]}, "add A elsewhere.example 192.0.2.9"),
    ],
)
def test_what_is_wrong_is_said_with_its_remedy(
    names: Zone, changes: dict[tuple[str, str], list[str]], said: str
) -> None:
    names.records |= changes
    [found] = looked(names)
    assert said in found


def test_an_spf_record_that_includes_itself_ends(names: Zone) -> None:
    names.records[(HOME, "TXT")] = [f'"v=spf1 include:{HOME} -all"']
    assert looked(names) == []


def test_a_server_beside_us_tells_nothing_of_where_letters_leave(names: Zone) -> None:
    names.records[("9.2.0.192.in-addr.arpa", "PTR")] = []
    assert looked(names, ("localhost", "127.0.0.1")) == []


def test_an_envelope_elsewhere_does_not_count(names: Zone) -> None:
    names.records |= {("b.example", "TXT"): ['"v=spf1 ip4:192.0.2.9 -all"'], ("b.example", "MX"): ["1 mail.b.example."]}
    [found] = looked(names, bounces="b.example")
    assert "does not count for DMARC" in found
    assert aligned("harbour.example", HOME) and not aligned("arbour.example", "harbour.example")


def test_a_name_server_that_does_not_answer_is_said() -> None:
    with pytest.raises(MailError, match=r"\[mail\] resolver"):
        list(missing(HOME, [], HOME, (), asker(f"127.0.0.1:{free_port()}", 0.5)))
