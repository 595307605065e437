"""A page of one file that plays a model in any browser, calibrated, with nothing to install."""
