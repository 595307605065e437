"""Pages for people: one HTML file with everything inside, on a phone or a screen, by day or by night."""
