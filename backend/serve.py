"""Serve: bring the database up to date, start the background worker, answer on one port.

waitress holds many slow connections with few threads, which suits old phones on slow lines and the
embedded database. In the field a buffering proxy stands before it; README.md shows gunicorn for
PostgreSQL.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

import click
import waitress
from flask import Flask
from flask_migrate import upgrade

from backend.config import Settings, SettingsInvalid, load_settings
from backend.demo.loading import load_demo, where_to_click

THREADS = 8
_ROOM_FOR_UPLOADS = 512 * 1024 * 1024


@click.command()
@click.option("--demo", is_flag=True, help="第一次启动时装入示范县（汝州市）和示例账号。")
def serve(demo: bool) -> None:
    """启动服务和后台任务。"""
    from backend.app import create_app

    try:
        settings = load_settings()
    except SettingsInvalid as error:
        raise click.ClickException(str(error)) from error
    app = create_app(settings)
    with app.app_context():
        upgrade()
        if demo:
            load_demo()
            click.echo(where_to_click())
    _run(app, settings)


def application() -> Flask:
    """Give the application ready to answer, for a preloading server (gunicorn)."""
    from backend.app import create_app

    app = create_app()
    app.extensions["chat"].prepare()
    return app


def _keep_uploads_off_the_disk() -> None:
    """Let what the server sets aside of a large body lie in memory, where there is room for it: a
    photo on its way in must not stand on the disk in the clear."""
    memory = Path("/dev/shm")  # noqa: S108 - no file of a fixed name is made in it
    if "TMPDIR" in os.environ or not os.access(memory, os.W_OK):
        return
    if shutil.disk_usage(memory).free > _ROOM_FOR_UPLOADS:
        tempfile.tempdir = str(memory)


def _run(app: Flask, settings: Settings) -> None:
    _keep_uploads_off_the_disk()
    server = waitress.create_server(
        app,
        host=settings.host,
        port=settings.port,
        threads=THREADS,
        connection_limit=1000,
        channel_timeout=60,
        max_request_header_size=32 * 1024,
        max_request_body_size=12 * 1024 * 1024,
        ident="",
        clear_untrusted_proxy_headers=not settings.behind_proxy,
    )
    worker = subprocess.Popen([sys.executable, "-m", "backend", "tasks", "work"])
    signal.signal(signal.SIGTERM, _stop)
    app.extensions["chat"].prepare()
    gc.collect()
    gc.freeze()
    click.echo(f"已启动：{settings.public_base_url}  （按 Ctrl+C 停止）")
    try:
        server.run()
    finally:
        server.close()
        worker.terminate()
        try:
            worker.wait(10)
        except subprocess.TimeoutExpired:
            worker.kill()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Let waitress finish what it has begun, then end."""
    raise SystemExit(0)
