"""Throw-away keys for the demo: for signatures, with their DNS records, and for the links in letters."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from scnfeed.mail.signing import new_key
from scnfeed.publish import publish_files


def write_keys(folder: Path, domain: str, selector: str) -> None:
    """Write ``dkim.pem``, ``secret`` and, beside the letters, ``zone.json``: the records a receiver would ask for."""
    key, record = new_key()
    zone = {
        f"{selector}._domainkey.{domain}": record,
        domain: "v=spf1 ip4:198.51.100.10 -all",
        f"mail.{domain}": "v=spf1 ip4:198.51.100.10 -all",
        f"_dmarc.{domain}": "v=DMARC1; p=reject",
    }
    secret = secrets.token_urlsafe(24).encode()
    publish_files(folder, {"dkim.pem": key, "secret": secret, "letters/zone.json": json.dumps(zone, indent=2).encode()})
    for name in ("dkim.pem", "secret"):
        (folder / name).chmod(0o600)
