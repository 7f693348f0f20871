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
    "another story's card": '<article><a href="/nets"><h3>Nets on the beach</h3></a><time datetime="2019-03-02">2 March</time></article>',
    "a card whose day has a name": '<div class="card"><h3><a href="/nets">Nets on the beach</a></h3><span class="date">2 March 2019</span></div>',
    "something called a date below the text": '<div>%p%p</div><div class="entry"><span class="date">2 March 2019</span></div>',
    "a post beside the title": "<blockquote>— Ada Lima (@ada) March 2, 2019</blockquote>",
    "the last change": '<div>Last updated <time datetime="2019-03-02T10:00:00Z">2 March 2019</time></div>',
    "the last change after a sign": '<div class="meta">/ Updated: 2 March 2019 4:17 pm</div>',
    "a caption that ends in its day": "<p>Cranes and men of the old yard at Varna, 6 May 2010</p>",
    "the last change in one line with a clock": "<div>Published 9:26pm Updated March 2, 2019 4:23pm</div>",
    "the last change after its comments": "<div>80 Comments Updated: 2 March 2019</div>",
    "the last change after a sign of its own": '<ul><li><span>Updated</span><time datetime="2019-03-02T10:00:00Z"></time><b>10:00</b></li></ul>',
    "the last change in Icelandic": "<div>Innlent | 23:55 | Uppfært 12.2.2019 7:25</div>",
    "another label's day": "<div>%p%p<div><b>Published on:</b><br>Print date: 2 March 2019</div></div>",
    "a time in a quoted post": '<div>%p<blockquote>A post <time datetime="2019-03-02T10:00:00Z">Mar 2</time></blockquote></div>',
    "microdata of another story's card": '<a href="/nets"><h3>Nets on the beach</h3><time itemprop="datePublished" datetime="2019-03-02">2 March</time></a>',
    "a card whose heading stands deep in its link": '<div><a href="/nets"><span><b class="card-title">Nets on the beach</b></span></a><time datetime="2019-03-02">2 March</time></div>',
    "a sibling of the story in the script": '<script>{"issue": {"label": {"id": 1}, "publishedAt": "2019-03-02T10:00:00Z"}, "story": {"id": 7, "title": "%s"}}</script>',
    "microdata of a card that has a name of its own": '<div itemscope itemtype="https://schema.org/Article"><a href="/nets"><b itemprop="headline">Nets on the beach</b></a><p>%s</p><time itemprop="datePublished" datetime="2019-03-02">2 March</time></div>'
    % ("The nets were dried. " * 30),
    "a time of the minute of the last change": '<meta property="article:modified_time" content="2024-05-06T11:08:27Z"><div><time datetime="2024-05-06T11:08:27.012Z">1 day ago</time></div>',
    "a time of the last change told in a wrong zone": '<meta property="article:modified_time" content="2024-05-06T13:08:27+02:00"><div><time datetime="2024-05-06T09:08:27Z">06.05.2024, 11:08</time></div>',
    "a numbered point of the text": "<div><ol><li>Minutes of the meeting of 2 March 2019</li></ol>%p%p</div>",
    "since when who wrote is a member": "<div>Registered: 2 March 2019, 05:56</div>",
    "since when it holds": "<div>(Unverändert gültig seit: 02.03.2019)</div>",
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


PRINTED = {
    "under a long standfirst": f"<h4>{LONG[3:260]}</h4><div>Ada Lima | 03.05.2024 - 10:30</div>",
    "a name in `meta` with other signs": '<meta property="article:published:time" content="2024-05-03T10:00:00Z">',
    "called a date above the text": '<div><div>Quays</div><i class="entry-date">3 May 2024</i></div>',
    "before the last change": "<div>Published 3 May 2024, updated 6 May 2024</div>",
    "after the last change": "<div>Updated 6 May 2024, published 3 May 2024</div>",
    "a label in Icelandic": "<div>Birt: 3.5.2024</div><div>Uppfært: 6.5.2024</div>",
    "at the head of the text, with a full stop": f"<div><p><span>3 May 2024.</span> {LONG[3:120]}</p>{LONG}</div>",
    "in the same microdata item as the title's name": '<div itemscope><meta itemprop="headline" content="Lamps on the quay are mended"><time itemprop="datePublished" datetime="2024-05-03">some time ago</time></div>',
    "before a change of another second": '<meta property="article:modified_time" content="2024-05-03T10:00:01Z"><time datetime="2024-05-03T10:00:00Z">some time ago</time>',
    "in the story's own dates in the script": '<script>{"story": {"id": 7, "dates": {"publishedAt": "2024-05-03T10:00:00Z"}, "title": "Lamps on the quay are mended"}}</script>',
    "of data about this address": '<script type="application/ld+json">{"@type":"HowTo","url":"https://quay.example/lamps/","datePublished":"2024-05-03T22:06:08:684Z"}</script>',
}


@pytest.mark.parametrize("where", PRINTED)
def test_the_day_of_the_page_is_read(where: str) -> None:
    page = f"<html lang=en><body><main><h1>{TITLE}</h1>{PRINTED[where]}<div>{PROSE}</div></main></body></html>"
    assert str(read(page.encode(), "https://quay.example/lamps/").published)[:10] == "2024-05-03"


def test_the_day_of_a_post_in_a_numbered_list_is_read() -> None:
    post = f"<div><ol><li><div>3 May 2024, 10:30</div><div>{PROSE}</div></li><li>{PROSE}</li></ol></div>"
    page = f"<html lang=en><body><main><h1>{TITLE}</h1>{post}</main></body></html>"
    assert str(read(page.encode(), "https://quay.example/lamps/").published) == "2024-05-03"


def _with_labels_apart(*labels: str) -> str:
    rows = "".join(f"<dt>Published on</dt><dd>{day}</dd>" for day in labels)
    return f"<html lang=en><body><main><h1>{TITLE}</h1>{LONG}{LONG}</main><div><dl>{rows}</dl></div></body></html>"


def test_the_only_label_of_a_page_is_read_where_it_stands_apart_from_the_article() -> None:
    reading = read(_with_labels_apart("3 May 2024").encode(), "https://quay.example/lamps/")
    assert (str(reading.published), reading.sources["published"]) == ("2024-05-03", "label")


def test_of_two_labels_apart_from_the_article_none_is_its() -> None:
    assert (
        read(_with_labels_apart("3 May 2024", "6 May 2024").encode(), "https://quay.example/lamps/").published is None
    )


def test_a_title_that_begins_like_a_label_does_not_hide_the_label() -> None:
    told = '<script type="application/ld+json">{"@type":"Article","datePublished":"2024-05-01"}</script>'
    page = f"<html lang=en><body>{told}<main><h1>Published reviewed rules 2023</h1>{PROSE}<p>Published: 3 May 2024</p></main></body></html>"
    reading = read(page.encode(), "https://quay.example/lamps/")
    assert (str(reading.published), reading.sources["published"]) == ("2024-05-03", "label")
