"""What an address tells by itself: its site, its twins, its tracking parameters, what kind of page it leads to."""
