"""Scrapy's spiders: one, ``coverage``."""
