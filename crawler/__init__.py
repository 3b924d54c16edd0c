"""What crosses the network: sources, discovery, politeness, capture.

Open ``crawler.spiders.coverage`` first.
"""
