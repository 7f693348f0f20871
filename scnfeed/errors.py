"""The error tree. Every error carries its subject and says in one sentence what to do next.

    ScnfeedError
    ├── ConfigError      a setting is wrong: exit 2
    ├── ReadError        a page cannot be read
    ├── CrawlError       a site cannot be crawled
    ├── StoreError       the database or the kept pages
    │   ├── StoreBusy        somebody else holds it
    │   └── StoreNewer       written by a newer scnfeed
    ├── PublishError     a file cannot be written
    ├── FeedError        a feed cannot be rendered
    ├── TemplateError    a template cannot be rendered
    └── MailError        a letter cannot be built or handed over

Raise no other class across a room's border; a caller who catches ScnfeedError has caught all.
"""

from __future__ import annotations


class ScnfeedError(Exception):
    """Something scnfeed can explain. `subject` names the page, file, key or address it is about."""

    exit_code = 1

    def __init__(self, message: str, subject: str = "") -> None:
        super().__init__(message)
        self.subject = subject


class ConfigError(ScnfeedError):
    """A setting is wrong; the message names key, value and what was expected."""

    exit_code = 2


class ReadError(ScnfeedError):
    """A page cannot be read at all; `subject` is its address or file."""


class CrawlError(ScnfeedError):
    """A site could not be crawled; nothing was changed. `subject` is the site's name."""


class StoreError(ScnfeedError):
    """The database or the folder of kept pages could not be used."""


class StoreBusy(StoreError):
    """Another process holds what was asked for; try again when it is done."""


class StoreNewer(StoreError):
    """The database was written by a newer scnfeed; this one refuses to touch it."""


class PublishError(ScnfeedError):
    """A file could not be written; what was published before still stands."""


class FeedError(ScnfeedError):
    """A feed could not be rendered; `subject` is its name."""


class TemplateError(ScnfeedError):
    """A template cannot be rendered; `subject` is its file and line, such as ``letter.html:12``."""


class MailError(ScnfeedError):
    """A letter could not be built or handed over; nothing was marked as sent."""
