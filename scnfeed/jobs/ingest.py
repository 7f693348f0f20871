"""ingest: saved pages and text dumps into the store, as if collected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from scnfeed.errors import ReadError
from scnfeed.jobs import Mint, mint_id
from scnfeed.jobs.article import article_of
from scnfeed.jobs.taken import counts, latest
from scnfeed.match.decide import Judge
from scnfeed.model import Change, Page, Site
from scnfeed.read import read
from scnfeed.store import Store


@dataclass(frozen=True, slots=True)
class Ingested:
    """Saved pages taken in: what was decided, and the files that could not be read, each with its reason."""

    changes: tuple[Change, ...]
    refused: Mapping[str, str] = field(default_factory=dict)


def ingest(
    paths: Sequence[Path],
    site: Site,
    store: Store,
    *,
    now: datetime,
    mint: Mint = mint_id,
    urls: Mapping[str, str] | None = None,
) -> Ingested:
    """Saved pages and text dumps into the store, as if collected. The same file twice adds nothing.

    `urls` maps a file's name to the address it was saved from; a file without one has no address, and none is made up.
    """
    run = store.begin_run("ingest", site.name, f"{now.isoformat()} {mint()}", now, mint)
    assert run is not None
    known = store.known()
    judge = Judge(site, known, now, mint, not store.has_baseline(site.name), store.rulings())
    changes: list[Change] = []
    refused: dict[str, str] = {}
    for path in paths:
        address = (urls or {}).get(path.name)
        try:
            body = path.read_bytes()
            read(body, address or path.name, site=site)
        except OSError as error:
            refused[str(path)] = f"cannot be read: {error.strerror}"
            continue
        except ReadError as error:
            refused[str(path)] = str(error).removeprefix(f"{address or path.name} ")
            continue
        name = address or f"urn:sha256:{sha256(body).hexdigest()}"
        page = Page(name, name, 200, (), body, now)
        store.keep(site.name, page, run=run.id, key=name)
        found = judge.decide(article_of(page, address, site), address or "")
        refused |= {str(path): c.decision.reason for c in found if c.decision.relation == "held"}
        changes += found
    changes = latest(changes + judge.settle([change.article.story for change in changes if change.article]))
    store.apply(changes, run=run.id, now=now, site=site.name, known=known)
    store.finish_run(run, "done", now, stats=counts(changes))
    return Ingested(tuple(changes), refused)
