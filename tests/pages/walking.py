"""Walks every page that can be asked for, leaving nothing behind."""

from collections.abc import Iterator

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from councils.models import User
from tests.access import ACCESS, POSTED, World
from tests.visits import Visitors


def addresses(world: World) -> dict[str, str]:
    return {
        name: reverse(name, args=arguments(world))
        for name, (arguments, _) in ACCESS.items()
    }


def every_answer(
    world: World, account: User | None, **how: object
) -> Iterator[tuple[str, HttpResponse]]:
    visitors = Visitors()
    visitors.of(account)
    for name, address in addresses(world).items():
        # Nobody's question may change what the next one is answered.
        with transaction.atomic():
            client = visitors.of(account)
            yield name, (client.post if name in POSTED else client.get)(address, **how)
            transaction.set_rollback(True)
