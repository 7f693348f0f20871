"""The one Jinja2 environment: autoescape on, an unknown name is an error, blocks leave no blank lines."""

from __future__ import annotations

import traceback
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from scnfeed.errors import TemplateError


@cache
def _environment(package: str, folder: Path | None) -> jinja2.Environment:
    """Ours alone; with a `folder` of somebody else's, theirs first and ours below ``ours/`` too."""
    ours = jinja2.PackageLoader(package, "templates")
    theirs = [jinja2.FileSystemLoader(folder), ours, jinja2.PrefixLoader({"ours": ours})] if folder else []
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader(theirs) if folder else ours,
        autoescape=jinja2.select_autoescape(["html"], default_for_string=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(package: str, template: str, /, *, folder: Path | None = None, **values: Any) -> str:
    """Render `template` from the folder ``templates`` of `package`. ``.html`` is escaped, ``.txt`` is not.

    A template of that name in `folder` stands in for ours; it may extend ours: ``ours/<name>``. Raises
    TemplateError with file and line for one of theirs that cannot be rendered.
    """
    if folder is None:
        return _environment(package, None).get_template(template).render(**values)
    try:
        return _environment(package, folder).get_template(template).render(**values)
    except Exception as error:
        raise _told(error, template, folder) from None


def _told(error: Exception, template: str, folder: Path) -> TemplateError:
    """What is wrong, and where in a file of `folder`: a syntax error knows its line, any other has it on the stack."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        file, line = error.filename or str(folder / template), error.lineno
    else:
        stack = [(f.filename, f.lineno or 0) for f in traceback.extract_tb(error.__traceback__)]
        file, line = next((f for f in reversed(stack) if Path(f[0]).suffix in (".html", ".txt")), (template, 0))
    return TemplateError(f"{file}:{line}: {type(error).__name__}: {error}", f"{file}:{line}")
