"""How hypothesis runs here. ``pytest --hypothesis-profile=deep`` looks longer than the everyday run."""

from hypothesis import settings

# No deadline: how long one example takes says more about the machine than about the code.
settings.register_profile("everyday", deadline=None)
settings.register_profile("deep", deadline=None, max_examples=3000)
settings.load_profile("everyday")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Long bytes are named by their length: a gzip member holds the time, and every worker must name a test alike."""
    return f"{len(val)}-bytes" if isinstance(val, bytes) and len(val) > 16 else None
