"""`python -m backend …`: the same commands as `flask --app backend …`, and `serve`."""

from backend.cli import main

if __name__ == "__main__":
    main()
