"""What is known of sites, as data: one module a site, one table of them all."""

from __future__ import annotations

from scnfeed.model import Site
from scnfeed.sites.strong_cities import STRONG_CITIES as STRONG_CITIES

SITES: dict[str, Site] = {site.name: site for site in (STRONG_CITIES,)}
