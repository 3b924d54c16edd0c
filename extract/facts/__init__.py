"""What a page says of itself: title, bylines, times, section, agencies, and where each was found."""
