"""HTML pages, each one file with everything inside, for phones and screens, in light and dark mode."""
