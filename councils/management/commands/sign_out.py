"""Signs somebody out on every machine, or everybody."""

from argparse import ArgumentParser
from typing import Any

from councils.kernel.commands import PlainCommand, Refused
from councils.models import User
from councils.services.sessions import sign_out_everywhere


class Command(PlainCommand):
    """End every session of an account, or of all accounts."""

    help = "Signs an account out on every machine, or all accounts."
    example = "sign_out clerk@ashcombe.example"

    def add_arguments(self, parser: ArgumentParser) -> None:
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("address", nargs="?", help="the address it signs in with")
        who.add_argument("--everybody", action="store_true", help="every account")

    def handle(self, *_args: Any, **options: Any) -> None:
        accounts = User.objects.order_by("email")
        if not options["everybody"]:
            accounts = accounts.filter(email__iexact=options["address"])
            if not accounts.exists():
                message = f"No account signs in with {options['address']}."
                raise Refused(message)
        for account in accounts:
            sign_out_everywhere(account)
        self.stdout.write(f"Signed out: {', '.join(map(str, accounts)) or 'nobody'}.")
