"""``python -m desk``: the same as ``cuttings``."""

from desk.cli import main

if __name__ == "__main__":
    main()
