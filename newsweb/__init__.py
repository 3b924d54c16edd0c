"""A small invented news web on loopback addresses, for the demo, the tests and the bench.

Open ``newsweb.server`` first.
"""
