"""Transactions of requests: write lock, retries and recovery from storage errors."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import INGRESS
from pyramid_retry import BeforeRetry, RetryableExecutionPolicy

from moothall.core.base.registry import register, registered
from moothall.core.base.settings import Settings, settings_of
from moothall.core.storage.databases import drop_connections, notify_if_lost
from moothall.core.storage.failures import is_storage_failure
from moothall.core.storage.statistics import COMMITS, CONFLICTS, RETRIES, count
from moothall.core.storage.write_lock import pause
from moothall.web import limits
from moothall.web.fallback import complete, fallback_response
from moothall.web.form_data import rewind_files
from moothall.web.settings import WebSettings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


TM = "pyramid_tm.tm_tween_factory"

#: Counts of :mod:`moothall.core.storage.statistics`: requests by the class of their status (2xx), and seconds.
REQUESTS, REQUEST_SECONDS = "requests ", "request seconds"


def write_lock_tween_factory(
    handler: Callable[[Request], Response], registry: Registry
) -> Callable[[Request], Response]:
    """Serialize unsafe requests, from before their snapshot until after their commit."""
    settings: Settings = settings_of(registry)
    lock = registry.moothall_write_lock

    def write_lock_tween(request: Request) -> Response:
        if request.method in SAFE_METHODS or limits.refusal(request) is not None:
            return handler(request)
        view = limits.last_segment(request)
        if is_unlocked(registry, view):
            return handler(request)
        prepare = registered(registry, "preparation").get(view)
        if prepare is not None and "moothall.prepared" not in request.environ:
            # A retry reuses the result of the preparation in the first attempt.
            request.environ["moothall.prepared"] = prepare(request)
        with lock.hold(settings.write_lock_wait):
            response = handler(request)
        if response.status_int < HTTPStatus.BAD_REQUEST:
            count(COMMITS)
        return response

    return write_lock_tween


def storage_watch_tween_factory(
    handler: Callable[[Request], Response], registry: Registry
) -> Callable[[Request], Response]:
    """Close connections that may be damaged after a storage error.

    A broken connection to PostgreSQL stays broken, and a transaction on a full disk leaves objects in memory that are
    in no database.  A FileStorage that has closed itself ends the process.
    """

    def storage_watch_tween(request: Request) -> Response:
        try:
            response = handler(request)
        except Exception as error:
            if is_storage_failure(error):
                drop_connections(registry)
            notify_if_lost(registry)
            raise
        if is_storage_failure(getattr(request, "exception", None)):
            # The request's own connections return to the pool at its end, so the pool is emptied afterwards.
            request.add_finished_callback(lambda _request: drop_connections(registry))
            notify_if_lost(registry)
        return response

    return storage_watch_tween


def execution_policy(settings: Settings, web_settings: WebSettings) -> Callable[[dict[str, Any], Any], Response]:
    """Retry a request after conflicts, and never show a traceback."""
    retrying = RetryableExecutionPolicy(settings.write_attempts)

    def policy(environ: dict[str, Any], router: Any) -> Response:
        # The length is checked before the body is copied for retries.
        limits.check_content_length(environ, web_settings)
        began = time.monotonic()
        try:
            response = retrying(environ, router)
        except Exception as error:
            response = complete(fallback_response(error, environ), settings)
        finally:
            limits.close_copied_body(environ)
        count(f"{REQUESTS}{response.status_int // 100}xx")
        count(REQUEST_SECONDS, time.monotonic() - began)
        return response

    return policy


def _prepare_retry(event: Any) -> None:
    count(CONFLICTS)
    count(RETRIES)
    rewind_files(event.environ)
    pause(event.environ["retry.attempt"])


def add_unlocked_views(config: Configurator, *view_names: str) -> None:
    """Exempt these views from the write lock: they hash passwords or wait, and write only by `write_apart`."""
    for name in view_names:
        register(config, "unlocked view", name, True)


def is_unlocked(registry: Registry, view_name: str) -> bool:
    """Return True if a view is exempt from the lock."""
    return view_name in registered(registry, "unlocked view")


def add_preparation(config: Configurator, view_name: str, prepare: Callable[[Request], Any]) -> None:
    """Call ``prepare(request)`` before unsafe requests to that view take the lock.

    The result is ``request.environ["moothall.prepared"]``, also in each further attempt.  ``prepare`` must not read the
    database, because there is no snapshot yet.
    """
    register(config, "preparation", view_name, prepare)


def includeme(config: Configurator) -> None:
    """Register the execution policy and tweens, instead of ``config.include("pyramid_retry")``."""
    registry = config.registry
    config.add_directive("add_unlocked_views", add_unlocked_views)
    config.add_directive("add_preparation", add_preparation)
    config.add_subscriber(_prepare_retry, BeforeRetry)
    config.set_execution_policy(execution_policy(settings_of(registry), settings_of(registry, WebSettings)))
    limits_tween = "moothall.web.limits.limits_tween_factory"
    config.add_tween("moothall.web.transactions.storage_watch_tween_factory", under=(limits_tween, INGRESS), over=TM)
    config.add_tween(
        "moothall.web.transactions.write_lock_tween_factory",
        under="moothall.web.transactions.storage_watch_tween_factory",
        over=TM,
    )
