#!/usr/bin/env python
"""The portal's command line."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "protocol_portal.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
