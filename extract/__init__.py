"""From bytes to values: pages, flattened text, feeds, sitemaps, links, URLs. Pure: no clock, no network, no
disk, no log.

Open ``extract.article`` first.
"""
