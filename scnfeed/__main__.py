"""``python -m scnfeed``: the same as the command ``scnfeed``."""

from scnfeed.cli import main

if __name__ == "__main__":
    main()
