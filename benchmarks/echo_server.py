"""A bare Flask JSON echo on the same server, the yardstick for a chat turn."""

from __future__ import annotations

import sys

import waitress
from flask import Flask, Response, jsonify, request

from backend.serve import THREADS

app = Flask(__name__)


@app.post("/echo")
def echo() -> Response:
    return jsonify(request.get_json())


if __name__ == "__main__":
    waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=THREADS, _quiet=True)
