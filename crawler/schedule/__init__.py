"""Crawls that run by themselves: when they are due, who runs them, and that each runs once."""
