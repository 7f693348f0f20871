"""The one Jinja2 environment: autoescape on, an unknown name is an error, blocks leave no blank lines."""

from __future__ import annotations

from functools import cache
from typing import Any

import jinja2


@cache
def _environment(package: str) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader(package, "templates"),
        autoescape=jinja2.select_autoescape(["html"], default_for_string=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(package: str, template: str, /, **values: Any) -> str:
    """Render `template` from the folder ``templates`` of `package`. ``.html`` is escaped, ``.txt`` is not."""
    return _environment(package).get_template(template).render(**values)
