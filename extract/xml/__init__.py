"""XML from outside, read safely."""
