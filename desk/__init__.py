"""What a person meets: the command line. Thin: parse, call, show.

Open ``desk.cli`` first.
"""
