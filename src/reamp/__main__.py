"""`python -m reamp`: the `reamp` command."""

from reamp.cli.main import main

if __name__ == "__main__":
    main()
