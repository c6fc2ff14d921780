"""The web server's own log, in the form of all the others."""

from gunicorn.config import Config
from gunicorn.glogging import Logger

from protocol_portal.logs import KnownKeys


class ServerLog(Logger):
    """Gunicorn's log without the addresses and the requests that it repeats."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in [*self.error_log.handlers, *self.access_log.handlers]:
            handler.setFormatter(KnownKeys())
