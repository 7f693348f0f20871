"""The long tests whole: what must hold over days, crashes and clock changes. ``python -m trials`` runs them all."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Ledger:
    """Every promise that was looked at: how often, and how it was broken."""

    looked: dict[str, int] = field(default_factory=dict)
    broken: dict[str, list[str]] = field(default_factory=dict)

    def hold(self, promise: str, *breaches: str) -> None:
        """`promise` was looked at once more; `breaches` say how it was broken, none that it was kept."""
        self.looked[promise] = self.looked.get(promise, 0) + 1
        self.broken.setdefault(promise, []).extend(breaches)

    @property
    def kept(self) -> bool:
        return not any(self.broken.values())

    def lines(self) -> list[str]:
        """One line a promise, and below a broken one how it was broken."""
        told = []
        for promise, count in self.looked.items():
            breaches = self.broken[promise]
            told.append(f"{'BROKEN' if breaches else 'kept  '} {count:>6} x  {promise}")
            told += [f"         {breach}" for breach in breaches[:10]]
        return told
