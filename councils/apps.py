"""The ground floor as Django starts it."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from councils.kernel import guards, isolation
from councils.reading_files import files_are_read_safely

OWN_APPS = ("councils", "protocols", "concerns")


class CouncilsConfig(AppConfig):
    """Puts the database's guards in place after each migration."""

    name = "councils"
    verbose_name = "Councils"

    def ready(self) -> None:
        # It reads the models, which are there only now.
        from councils import posting, trail_words  # noqa: PLC0415

        trail_words.register()
        connection_created.connect(
            _register_functions, dispatch_uid="councils.register_functions"
        )
        pre_migrate.connect(_remove_guards, dispatch_uid="councils.remove_guards")
        post_migrate.connect(_install_guards, dispatch_uid="councils.install_guards")
        checks.register(checks.Tags.database)(_guards_are_there)
        checks.register(checks.Tags.database)(_security_binds_the_portal)
        checks.register(checks.Tags.security)(files_are_read_safely)
        checks.register(checks.Tags.security)(posting.mail_is_sent_safely)
        checks.register(checks.Tags.models)(_every_model_says_whose_rows_it_has)


def _register_functions(connection: BaseDatabaseWrapper, **_: Any) -> None:
    guards.register_functions(connection)


def _remove_guards(app_config: AppConfig, using: str, **_: Any) -> None:
    isolation.set_migrating(connections[using], on=True)
    guards.remove(app_config, connections[using])


def _install_guards(app_config: AppConfig, using: str, **_: Any) -> None:
    guards.install(app_config, connections[using])
    isolation.install(app_config, connections[using])
    isolation.set_migrating(connections[using], on=False)


def _guards_are_there(
    *, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    # A warning, not an error: an error would stop the very migration that mends it.
    lost = [
        name
        for alias in databases or []
        for app in apps.get_app_configs()
        for name in (
            *guards.missing(app, connections[alias]),
            *isolation.missing(app, connections[alias]),
        )
    ]
    if not lost:
        return []
    message = f"The database has lost {len(lost)} of its guards: {', '.join(lost)}."
    return [checks.Warning(message, hint="Run manage.py migrate.", id="councils.W001")]


def _every_model_says_whose_rows_it_has(**_: Any) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"{label} belongs to no council and does not say why.",
            hint="Make it a CouncilOwned, or give it “of_no_council” with the reason.",
            id="councils.E001",
        )
        for label in isolation.unsaid(
            model for app in OWN_APPS for model in apps.get_app_config(app).get_models()
        )
    ]


def _security_binds_the_portal(
    *, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    if all(isolation.is_bound(connections[alias]) for alias in databases or []):
        return []
    message = "The portal connects as a role that row-level security does not bind."
    hint = "Run manage.py database_roles, and connect as portal_app."
    return [checks.Warning(message, hint=hint, id="councils.W002")]
