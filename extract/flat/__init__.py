"""Text flattened from a page: its lines, each judged by itself and then by its neighbours."""
