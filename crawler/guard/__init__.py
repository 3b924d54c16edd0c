"""What protects a crawl from the web: addresses that are checked, limits on what comes, names for what went wrong."""
