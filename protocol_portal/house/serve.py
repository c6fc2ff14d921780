"""Serves a try-out: one process, threads for the pages and one for the schedule."""

import os
from collections.abc import Callable

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connections
from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker

from protocol_portal import scheduler
from protocol_portal.house.machine import Trouble, plain_words, say
from protocol_portal.house.run import HOST, PORT

THREADS = 8


class TryOut(BaseApplication):
    """The portal under gunicorn, on loopback, with nothing left to set."""

    def __init__(self, port: str) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        wishes: dict[str, object] = {
            "bind": f"{HOST}:{self.port}",
            "workers": 1,  # SQLite has one writer, and the schedule one keeper.
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 120,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "logger_class": "protocol_portal.house.server_log.ServerLog",
            "control_socket_disable": True,
            "post_worker_init": start_schedule,
        }
        for name, wish in wishes.items():
            self.cfg.set(name, wish)

    def load(self) -> Callable[..., object]:
        return WSGIHandler()


def start_schedule(_worker: Worker) -> None:
    """Start the schedule's thread once the worker stands, in the same process."""
    scheduler.start()


def main() -> None:
    """Bring the database up to date, show who may sign in, and serve."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "protocol_portal.settings")
    with plain_words():
        try:
            django.setup()
        except ImproperlyConfigured as wrong:
            raise Trouble(str(wrong)) from wrong
        port = os.environ.get("PORT", PORT)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("demo")
        connections.close_all()  # The worker is a fork, and makes its own.
        say(f"\nThe portal is at http://{HOST}:{port}/ (Ctrl-C stops it).")
        TryOut(port).run()


if __name__ == "__main__":
    main()
