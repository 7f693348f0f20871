"""Pages for people: what there is to subscribe to, what is new, what lies ahead. Text out, no JavaScript needed."""

from scnfeed.pages.subscribe import front_page, index_page

__all__ = ["front_page", "index_page"]
