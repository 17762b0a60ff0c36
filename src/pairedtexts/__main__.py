"""The command ``pairedtexts``, and ``python -m pairedtexts``."""

import sys


def main() -> None:
    """Run the command line, or say what to install where only the student side is there."""
    try:
        from .cli import main as run
    except ModuleNotFoundError as error:
        print(  # noqa: T201
            f"pairedtexts: the commands are for teachers and need more than the student side (missing: {error.name}). "
            'Install "pairedtexts[teach]".',
            file=sys.stderr,
        )
        raise SystemExit(1) from None
    run()


if __name__ == "__main__":
    main()
