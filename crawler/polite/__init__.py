"""How hosts are treated: the pace of requests, pauses that they ask for, turns at one address, and robots.txt."""
