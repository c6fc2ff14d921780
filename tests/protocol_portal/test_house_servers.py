"""Private servers for the suite: started where nothing answers, gone afterwards."""

import psycopg
import pytest
import redis

from protocol_portal.house import packages, servers
from protocol_portal.house.machine import Trouble

# They listen on this machine alone, on a socket of their own.
pytestmark = [pytest.mark.enable_socket, pytest.mark.sqlite_only]


@pytest.fixture
def nothing_around(monkeypatch):
    monkeypatch.setattr(servers, "_postgresql_around", lambda: None)
    monkeypatch.setattr(servers, "_redis_around", lambda: None)


def test_a_private_postgresql_makes_databases_and_is_gone_afterwards(nothing_around):
    with servers.postgresql() as server:
        if server is None:
            assert packages.program("initdb") is None
            pytest.skip("PostgreSQL is not installed")
        url = server.url.replace("/portal", "/postgres")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE one_of_ours")
            row = connection.execute("SELECT lower('Ŵ')").fetchone()

    assert row == ("ŵ",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=3)


def test_a_private_redis_asks_for_its_password_and_is_gone_afterwards(nothing_around):
    with servers.redis_server() as server:
        if server is None:
            assert packages.program("redis-server") is None
            pytest.skip("Redis is not installed")
        with redis.Redis.from_url(server.url) as client:
            assert client.ping()
        with_no_word = "redis://" + server.url.partition("@")[2]
        with (
            redis.Redis.from_url(with_no_word) as client,
            pytest.raises(redis.AuthenticationError),
        ):
            client.ping()

    with (
        redis.Redis.from_url(server.url) as client,
        pytest.raises(redis.ConnectionError),
    ):
        client.ping()


def test_a_database_address_that_leads_nowhere_is_said_not_passed_over(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")

    with pytest.raises(Trouble, match="DATABASE_URL"), servers.postgresql():
        pass


def test_a_redis_address_that_leads_nowhere_is_said_not_passed_over(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")

    with pytest.raises(Trouble, match="REDIS_URL"), servers.redis_server():
        pass
