"""The driver's process: `python -m panah.demo`, started by `panah demo`."""

from __future__ import annotations

import os
import signal

from panah.web.naming import name_process
from panah.web.stopping import StopFlag


def main() -> None:
    """Play until SIGTERM or Ctrl-C."""
    import django
    import structlog

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panah.config.settings")
    django.setup()
    name_process("driver")
    from panah.demo import driver

    stop = StopFlag()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    driver.run(stop)
    structlog.get_logger("panah.demo").info("the driver was told to stop")


if __name__ == "__main__":
    main()
