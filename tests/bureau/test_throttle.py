"""How often one address may do one thing."""

from django.core.cache import cache
from django.test import RequestFactory
from redis.exceptions import ConnectionError as RedisConnectionError

from bureau.throttle import client_address, hit, is_over


def test_the_limit_is_the_last_use_that_passes():
    assert [hit("look:1", limit=2, seconds=60) for _ in range(3)] == [True, True, False]
    assert hit("look:2", limit=2, seconds=60)
    assert is_over("look:1", limit=2)
    assert not is_over("look:2", limit=2)


def test_without_redis_nobody_is_locked_out_and_it_is_logged(monkeypatch, caplog):
    def gone(*args, **kwargs):
        raise RedisConnectionError("gone")

    monkeypatch.setattr(cache, "add", gone)
    monkeypatch.setattr(cache, "get", gone)
    assert hit("look:3", limit=1, seconds=60)
    assert not is_over("look:3", limit=1)
    assert "Redis is away" in caplog.text


def test_a_forwarded_address_counts_only_behind_our_own_proxy(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 1.2.3.4")
    settings.TRUSTED_PROXIES = 0
    assert client_address(request) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert client_address(request) == "1.2.3.4"
    settings.TRUSTED_PROXIES = 3
    assert client_address(request) == "10.0.0.1"
