"""One command a module; each parses, calls one package below, and shows what came back."""
