"""Whether this store may send from here: a copy, or a backup that was put back, does not know what went out since.

Beside the settings stands a small file with the store's name, how often it sent, and the machine. The store knows the
first two as well. When they disagree, nothing is sent until a person says ``scnfeed doctor --adopt``.
"""

from __future__ import annotations

import hashlib
import json
import socket
from datetime import datetime
from pathlib import Path

from scnfeed.config import Config
from scnfeed.errors import MailError
from scnfeed.jobs import mint_id
from scnfeed.publish import publish_files
from scnfeed.store import Store

FILE = ".scnfeed-sender"
ADOPT = "nothing was sent; if letters shall go out from here, say `scnfeed doctor --adopt`"


def vouch(store: Store, config: Config) -> None:
    """Count one more run of sending, in the store first and then in the file; raises MailError when they disagree."""
    if said := trouble(store, config):
        raise MailError(said, "mail")
    name = store.settle_fact("sender", mint_id())
    if not _noted(config):
        _write(config, name, 0)
    _write(config, name, store.count_fact("sender_runs"))


def trouble(store: Store, config: Config) -> str:
    """Why nothing may be sent from here, and what to do; empty when it may."""
    name, count, noted = store.fact("sender"), int(store.fact("sender_runs") or 0), _noted(config)
    said = "" if not noted and not count else _disagreement(name, count, noted)
    return said and f"{said}; {ADOPT}"


def adopt(store: Store, config: Config, now: datetime) -> int:
    """From here on letters go out from here. What waited may have gone out already: it is ``unsure`` now; how many."""
    noted = _noted(config)
    name = store.fact("sender") or mint_id()
    count = max(int(store.fact("sender_runs") or 0), int(noted.get("runs", 0)) if noted.get("name") == name else 0)
    doubtful = store.doubt_all(now, "the store was copied or put back: this letter may have gone out")
    store.note_fact("sender", name)
    store.note_fact("sender_runs", str(count))
    _write(config, name, count)
    return doubtful


def _disagreement(name: str, count: int, noted: dict[str, str]) -> str:
    if not noted:
        return "this database has sent letters from another place"
    if noted.get("name") != name:
        return "this database is not the one that sent letters from here"
    if noted.get("machine") != _machine():
        return "this deployment was copied from another machine"
    if int(noted.get("runs", 0)) > count:
        return f"this database is older than its last sending ({count} of {noted['runs']} runs): it was put back"
    return ""


def _noted(config: Config) -> dict[str, str]:
    try:
        found = json.loads((config.folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise MailError(f"{FILE}: cannot be read: {error}; {ADOPT}", FILE) from None
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _write(config: Config, name: str, count: int) -> None:
    noted = {"name": name, "runs": str(count), "machine": _machine()}
    publish_files(config.folder, {FILE: json.dumps(noted).encode()})


def _machine() -> str:
    """What tells machines apart, without naming this one."""
    try:
        named = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        named = ""
    return hashlib.sha256((named or socket.gethostname()).encode()).hexdigest()[:16]
