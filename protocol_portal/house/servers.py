"""The PostgreSQL and the Redis that the suite runs on: found, or started for it."""

import getpass
import hashlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

from protocol_portal.house.machine import ROOT, Trouble
from protocol_portal.house.packages import program

HOST = "127.0.0.1"
PATIENCE = 30  # seconds for a private server to answer
MAY_MAKE_DATABASES = (
    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
)
# PostgreSQL refuses to run as root; Debian's package makes the first of these.
LESSER_USERS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Server:
    """A server to run on: its address, and how it came to be there."""

    url: str
    origin: str


@contextmanager
def postgresql() -> Iterator[Server | None]:
    """Give a PostgreSQL on which databases may be made, or none."""
    with ExitStack() as stack:
        yield _postgresql_around() or _private_postgresql(stack)


@contextmanager
def redis_server() -> Iterator[Server | None]:
    """Give a Redis, or none."""
    with ExitStack() as stack:
        yield _redis_around() or _private_redis(stack)


def _postgresql_around() -> Server | None:
    named = os.environ.get("DATABASE_URL", "")
    if named.startswith(("postgres://", "postgresql://")):
        if not _makes_databases(named):
            raise Trouble("DATABASE_URL names a PostgreSQL that makes no databases.")
        return Server(named, "from DATABASE_URL")
    # Two clones on one machine may be tested at once.
    name = f"portal_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
    for user in dict.fromkeys(["postgres", getpass.getuser()]):
        address = f"postgres://{user}@{HOST}:5432"
        if _makes_databases(f"{address}/postgres"):
            return Server(f"{address}/{name}", "already running here")
    return None


def _makes_databases(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(MAY_MAKE_DATABASES).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def _private_postgresql(stack: ExitStack) -> Server | None:
    initdb, postgres = program("initdb"), program("postgres")
    user = _user_for_postgresql()
    if not (initdb and postgres and user):
        return None
    folder = stack.enter_context(_folder_of(user))
    command = [initdb, "--pgdata", f"{folder}/data", "--username=postgres"]
    command += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(command, user=user, cwd=folder, check=True, capture_output=True)
    port = _free_port()
    command = [postgres, "-D", f"{folder}/data", "-F", "-h", HOST, "-p", str(port)]
    command += ["-k", str(folder)]
    stack.enter_context(_started(command, folder, user))
    url = f"postgres://postgres@{HOST}:{port}/postgres"
    _wait(lambda: _makes_databases(url), "PostgreSQL")
    return Server(f"postgres://postgres@{HOST}:{port}/portal", "started for this run")


def _user_for_postgresql() -> str | None:
    if os.geteuid() != 0:
        return getpass.getuser()
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((user for user in LESSER_USERS if user in known), None)


def _redis_around() -> Server | None:
    if named := os.environ.get("REDIS_URL", ""):
        if not _answers(named):
            raise Trouble("REDIS_URL names a Redis that does not answer.")
        return Server(named, "from REDIS_URL")
    # The last of Redis's sixteen databases, to keep out of anybody's way.
    usual = f"redis://{HOST}:6379/15"
    return Server(usual, "already running here") if _answers(usual) else None


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=3) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _private_redis(stack: ExitStack) -> Server | None:
    command = program("redis-server")
    if command is None:
        return None
    user = getpass.getuser()
    folder = stack.enter_context(_folder_of(user))
    port, word = _free_port(), secrets.token_hex(16)
    configuration = folder / "redis.conf"
    configuration.write_text(
        f'bind {HOST}\nport {port}\nrequirepass {word}\nsave ""\ndir {folder}\n',
        encoding="ascii",
    )
    stack.enter_context(_started([command, str(configuration)], folder, user))
    url = f"redis://:{word}@{HOST}:{port}/0"
    _wait(lambda: _answers(url), "Redis")
    return Server(url, "started for this run")


@contextmanager
def _folder_of(user: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="portal-test-"))
    if user != getpass.getuser():
        shutil.chown(folder, user)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(command: list[str], folder: Path, user: str) -> Iterator[None]:
    """Keep a server running in a folder that is its own; stop it in the end."""
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command,
            user=user if os.geteuid() == 0 else None,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # A Ctrl-C at the terminal is ours to answer, tests first, servers last.
            start_new_session=True,
        )
        try:
            yield
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(is_ready: Callable[[], bool], name: str) -> None:
    end = time.monotonic() + PATIENCE
    while not is_ready():
        if time.monotonic() > end:
            raise Trouble(f"{name} was started for the tests and does not answer.")
        time.sleep(0.2)
