"""Services that know of old coverage: GDELT's article list, CDX servers of web archives, Common Crawl's listings."""
