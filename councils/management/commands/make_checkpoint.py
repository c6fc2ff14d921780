"""Signs where every council's audit trail stands, outside the database."""

from argparse import ArgumentParser
from typing import Any

from councils.kernel.commands import PlainCommand
from councils.services.checkpoints import make_checkpoint, public_key


class Command(PlainCommand):
    """Make a checkpoint now, or print the key that outsiders check it with."""

    help = "Signs where every audit trail stands and keeps it in CHECKPOINT_DIR."
    example = "make_checkpoint --json"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print it as JSON")
        parser.add_argument(
            "--public-key",
            action="store_true",
            help="make none; print the key (Ed25519) that checks their signatures",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["public_key"]:
            self._say(options, public_key(), {"public_key": public_key()})
            return
        made = make_checkpoint()
        trails = "trail" if len(made.heads) == 1 else "trails"
        self._say(
            options,
            f"{made.name} is made: {len(made.heads)} audit {trails}.",
            {
                "name": made.name,
                "made_at": made.made_at.isoformat(),
                "digest": made.digest,
                "councils": len(made.heads),
            },
        )

    def _say(self, options: dict[str, Any], words: str, value: object) -> None:
        if options["json"]:
            self.say_json(value)
        else:
            self.stdout.write(words)
