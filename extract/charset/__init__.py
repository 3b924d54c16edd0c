"""Charsets of pages: what their labels mean, and which of them makes words of bytes."""
