"""The command ``scnfeed``: arguments, progress, printing, exit codes. Results go to stdout, talk to stderr."""

from __future__ import annotations

import io
import sys

from scnfeed.cli.app import app, fail
from scnfeed.errors import ScnfeedError

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line. An ordinary mistake ends with one sentence and the right exit code, never with a trace."""
    import scnfeed.cli.add
    import scnfeed.cli.bounces
    import scnfeed.cli.collect
    import scnfeed.cli.decide
    import scnfeed.cli.demo
    import scnfeed.cli.digest
    import scnfeed.cli.keep
    import scnfeed.cli.letters
    import scnfeed.cli.look
    import scnfeed.cli.people
    import scnfeed.cli.publish
    import scnfeed.cli.run  # noqa: F401

    _speak_any_script()
    try:
        app(prog_name="scnfeed")
    except ScnfeedError as error:
        fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        fail("stopped", 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _speak_any_script() -> None:
    """A letter that the terminal's encoding lacks is printed as its escape and does no harm."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
