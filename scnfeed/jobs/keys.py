"""A throw-away DKIM key for the demo, and the DNS records that go with it."""

from __future__ import annotations

import json
from pathlib import Path

from scnfeed.mail.signing import new_key
from scnfeed.publish import publish_files


def write_keys(folder: Path, domain: str, selector: str) -> None:
    """Write ``dkim.pem`` and, beside the letters, ``zone.json``: the records a receiver would ask the DNS for."""
    key, record = new_key()
    zone = {
        f"{selector}._domainkey.{domain}": record,
        domain: "v=spf1 ip4:198.51.100.10 -all",
        f"mail.{domain}": "v=spf1 ip4:198.51.100.10 -all",
        f"_dmarc.{domain}": "v=DMARC1; p=reject",
    }
    publish_files(folder, {"dkim.pem": key, "letters/zone.json": json.dumps(zone, indent=2).encode()})
    (folder / "dkim.pem").chmod(0o600)
