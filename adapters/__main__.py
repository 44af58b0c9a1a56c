"""`python -m adapters` and `bananabot`."""

import sys


def main() -> None:
    try:
        from adapters.cli.app import run  # noqa: PLC0415  Ctrl-C is an answer while libraries are loaded, too

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
