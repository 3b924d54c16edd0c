"""A web page as a tree: its blocks, its zones, which blocks are the article, and the rails among them."""
