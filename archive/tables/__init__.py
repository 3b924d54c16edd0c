"""The tables, a module for each matter; ``archive.schema`` is their front door."""
