"""From gear to two recordings to train on: `test_signal`, `latency`, `checks`, `capture`, `calibrate`."""
