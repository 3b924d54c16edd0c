"""Drills: what must hold when a process is killed, a disk is full or a file is broken, tried for real."""
