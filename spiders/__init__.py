"""One file a site: a spider bound to its Site, so that ``python -m scrapy crawl <name>`` looks at it by hand."""
