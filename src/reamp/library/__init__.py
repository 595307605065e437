"""An index of models: what each is, what it knows of levels, how it sounds; searched by all of that."""
