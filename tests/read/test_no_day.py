"""A page that prints no day of its own has none, whatever days stand around."""

from __future__ import annotations

# ruff: noqa: E501 (markup stands here as it is printed)
import pytest

from scnfeed.read import read

TITLE = "Lamps on the quay are mended"
PROSE = "<p>The ferry crews walked the quays for three nights and wrote down every lamp that was out of order.</p>" * 4
LONG = PROSE.replace("</p><p>", " ")
FOREIGN = {
    "a caption beside the title": "<div>Soldiers who had nothing to guard were cheered in the harbour of a foreign town (Varna, 6.12.2010)</div>",
    "an invitation beside the title": "<div>The next meeting of the crews takes place on 5 February 2020 from seven in the evening in the Hurricane.</div>",
    "a related story in the script": '<script>{"story": {"title": "%s"}, "related": [{"title": "Nets", "publishedAt": "2019-03-02T10:00:00Z"}]}</script>',
    "a related story before it in the script": '<script>{"related": [{"publishedAt": "2019-03-02T10:00:00Z", "title": "Nets on the beach"}], "story": {"title": "%s"}}</script>',
    "a picture in the script": '<script>window.data = {"name": "A lamp", "publishedAt": "2019-03-02T10:00:00Z"}</script>',
    "a post quoted in the text": '<div>%p<blockquote class="post-date"><span class="date">Apr 21, 2019 at 4:40 am</span></blockquote></div>',
    "a cookie banner": '<div role="dialog">Our rules were changed on 3 May 2018.</div>',
    "a footer": "<footer>Last print: 3 May 2018</footer>",
}


@pytest.mark.parametrize("where", FOREIGN)
def test_a_day_of_something_else_is_not_the_day_of_the_page(where: str) -> None:
    other = FOREIGN[where].replace("%s", TITLE).replace("%p", LONG)
    text = "" if "%p" in FOREIGN[where] else PROSE
    page = f"<html lang=en><body><main><h1>{TITLE}</h1>{other}<div>{text}</div></main></body></html>"
    assert read(page.encode(), "https://quay.example/lamps/").published is None


def test_the_day_of_the_story_in_the_script_is_read() -> None:
    script = f'<script>{{"related": [{{"title": "Nets", "publishedAt": "2019-03-02T10:00:00Z"}}], "story": {{"title": "{TITLE}", "publishedAt": "2024-05-03T10:00:00Z"}}}}</script>'
    page = f"<html lang=en><body><main><h1>{TITLE}</h1>{PROSE}</main>{script}</body></html>"
    assert str(read(page.encode(), "https://quay.example/lamps/").published) == "2024-05-03"
