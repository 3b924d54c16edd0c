"""Are two texts copies, the same event, the same subject? In any language, with reasons. Pure.

Open ``compare.topic`` first.
"""
