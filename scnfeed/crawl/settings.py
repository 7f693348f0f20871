"""Our manners on other people's servers, as Scrapy settings made from a Site."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from scnfeed.crawl.browser import drawn
from scnfeed.model import Site

MEGABYTE = 2**20
UNUSED = (
    *("httpauth.HttpAuthMiddleware", "cookies.CookiesMiddleware", "httpcompression.HttpCompressionMiddleware"),
    *("httpproxy.HttpProxyMiddleware", "offsite.OffsiteMiddleware", "robotstxt.RobotsTxtMiddleware"),
    *("httpcache.HttpCacheMiddleware", "redirect.MetaRefreshMiddleware"),
)
UNUSED_EXTENSIONS = (
    *("telnet.TelnetConsole", "memdebug.MemoryDebugger", "closespider.CloseSpider", "spiderstate.SpiderState"),
    *("logstats.LogStats", "logcount.LogCount", "remote_control.RemoteControl"),
)
"""What a crawl has no use for is not even imported: a third of the time that a child takes to start."""


def user_agent(contact: str = "") -> str:
    """An honest name: ``scnfeed/0.1.0 (+mailto:desk@example.org)``."""
    named = " ".join(contact.split())
    return f"scnfeed/{version('scnfeed')}" + (f" (+{named})" if named else "")


def general() -> dict[str, Any]:
    """Settings that are the same for every site."""
    return {
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 0.5,  # from one request to the next twice as long as an answer takes
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "COOKIES_ENABLED": False,
        "DEPTH_LIMIT": 60,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "scnfeed.crawl.heads.Handler"),
        "DOWNLOAD_MAXSIZE": 20 * MEGABYTE,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOADER_MIDDLEWARES": {
            "scnfeed.crawl.guard.Guard": 50,
            "scnfeed.crawl.robots.Robots": 100,
            "scnfeed.crawl.browser.Drawing": 150,
            "scnfeed.crawl.manners.Patience": 560,
            "scnfeed.crawl.manners.Unpacking": 590,
            "scnfeed.crawl.guard.Frontier": 610,
            **{f"scrapy.downloadermiddlewares.{name}": None for name in UNUSED},
        },
        "EXTENSIONS": {f"scrapy.extensions.{name}": None for name in UNUSED_EXTENSIONS},
        "HTTPCACHE_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "HTTPPROXY_ENABLED": False,
        "LOG_LEVEL": "WARNING",
        "METAREFRESH_ENABLED": False,
        "DOWNLOAD_DELAY_JITTER": 0,
        "REDIRECT_MAX_TIMES": 10,
        "REFERRER_POLICY": "no-referrer",
        "RETRY_GIVE_UP_LOG_LEVEL": "WARNING",
        "RETRY_TIMES": 2,
        "ROBOTSTXT_OBEY": False,
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_DNS_RESOLVER": "scnfeed.crawl.guard.PublicResolver",
        "USER_AGENT": user_agent(),
    }


def polite(site: Site, contact: str = "") -> dict[str, Any]:
    """All settings for a crawl of `site`."""
    return {
        **general(),
        "AUTOTHROTTLE_START_DELAY": site.delay,
        "DOWNLOAD_DELAY": site.delay,
        "DOWNLOAD_TIMEOUT": site.timeout,
        "SCNFEED_SITE": site,
        "SCNFEED_PRIVATE": site.private,
        "USER_AGENT": user_agent(contact),
        **(drawn(site) if site.browser else {}),
    }
