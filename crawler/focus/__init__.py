"""The focused crawl: what extraction finds says which links to fetch next, and when the yield has fallen."""
