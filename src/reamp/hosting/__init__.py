"""Other people's plug-ins, VST3 and LV2: each is loaded and played in a process of its own."""
