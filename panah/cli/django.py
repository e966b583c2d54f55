"""Django's own commands, for those who work on Panah: `python -m panah.cli.django`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panah.config.settings")
    execute_from_command_line(sys.argv)
