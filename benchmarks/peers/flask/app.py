"""The peer of the summary server: the routes of the activity monitor that Tally replaces, written for this comparison with Flask and SQLite.

One row for each post, committed to the disk before the answer; the summary adds up the rows of fourteen days in buckets of five minutes.
Run by gunicorn; SERVER_API_KEY and ACTIVITY_DB_PATH are the variables of both."""
import hmac
import os
import sqlite3
import threading
import time

from flask import Flask, jsonify, request

BUCKET_MS = 300_000
SHOWN_MS = 14 * 24 * 3600 * 1000
COUNTS = ("lc", "rc", "mc", "kp", "mm")
KEY = os.environ["SERVER_API_KEY"]
app = Flask(__name__)
local = threading.local()


def connect():
    connection = sqlite3.connect(os.environ.get("ACTIVITY_DB_PATH", "flask.db"), timeout=60, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def create():
    """Runs once, before there are workers: changing to WAL does not wait for the lock of another connection."""
    connection = connect()
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS activity_summaries (id INTEGER PRIMARY KEY AUTOINCREMENT, received_at_ms INTEGER NOT NULL, "
        + ", ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in COUNTS) + ")")
    connection.execute("CREATE INDEX IF NOT EXISTS received ON activity_summaries (received_at_ms)")
    connection.close()


def database():
    if not hasattr(local, "connection"):
        local.connection = connect()
    return local.connection


create()


@app.get("/health")
def health():
    return jsonify(status="ok")


@app.post("/frames")
def frames():
    if not hmac.compare_digest(request.headers.get("Authorization", "").removeprefix("Bearer "), KEY):
        return jsonify(error="unauthorized"), 401
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("summary"), dict):
        return jsonify(error="invalid_json"), 400
    counts = [max(0, int(body["summary"].get("total_" + name, 0))) for name in COUNTS]
    database().execute(
        "INSERT INTO activity_summaries (received_at_ms, lc, rc, mc, kp, mm) VALUES (?, ?, ?, ?, ?, ?)",
        (int(time.time() * 1000), *counts))
    return jsonify(message="ok")


@app.get("/activity/summary")
def summary():
    rows = database().execute(
        f"SELECT received_at_ms / {BUCKET_MS} * {BUCKET_MS} AS t, " + ", ".join(f"sum({name})" for name in COUNTS)
        + " FROM activity_summaries WHERE received_at_ms >= ? GROUP BY t ORDER BY t", (int(time.time() * 1000) - SHOWN_MS,))
    return jsonify(rows=[dict(zip(("t", *COUNTS), row)) for row in rows])
