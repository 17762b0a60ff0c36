"""``python -m pairedtexts``: the same as the command ``pairedtexts``."""

from .cli import main

main()
