"""Has the browsers of a test ask one server, whose middleware is loaded once.

Django loads it anew for every ``Client()``, and WhiteNoise then looks for every file
that it serves: that took more than the requests themselves. A server loads it once.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import setting_changed
from django.test.client import ClientHandler

KEPT = (
    "_middleware_chain",
    "_view_middleware",
    "_template_response_middleware",
    "_exception_middleware",
)


@pytest.fixture(scope="session", autouse=True)
def middleware_is_loaded_once() -> Iterator[None]:
    """Load it for the first request, and again when a setting has changed."""
    loaded: dict[str, Any] = {}
    load = ClientHandler.load_middleware

    def load_once(self: ClientHandler, *args: Any, **options: Any) -> None:
        if not loaded:
            load(self, *args, **options)
            loaded.update({name: getattr(self, name) for name in KEPT})
        vars(self).update(loaded)

    def forget(**_: object) -> None:
        loaded.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_once)
        yield
    setting_changed.disconnect(forget)
