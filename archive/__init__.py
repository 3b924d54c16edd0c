"""What is kept: WARC files, the database, the one ingest path with its worker pool.

Open ``archive.store`` first.
"""
