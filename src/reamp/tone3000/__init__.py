"""TONE3000: signing in, choosing, listing and downloading tones, within the terms of its free tier."""
