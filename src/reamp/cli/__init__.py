"""The `reamp` command: each subcommand parses, calls the library and prints."""
