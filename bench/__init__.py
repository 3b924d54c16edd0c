"""Measures the whole against bare Scrapy and the naive design; see README.md."""
