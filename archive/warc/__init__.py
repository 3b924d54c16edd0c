"""WARC bytes: building records, writing files, mending torn ones, reading any of them; nothing else touches them."""
