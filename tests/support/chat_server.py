"""A chat model's address on this machine, for tests: a small server that says what it is told to
say.
"""

import http.server
import json
import threading
from contextlib import contextmanager


@contextmanager
def chat_server():
    """(url, asked, answers): what it was asked (path, key, body), and what it answers next (status,
    body), or a function of the handler that answers.
    """
    asked, answers = [], []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, self.headers.get("Authorization"), json.loads(body)))
            answer = answers.pop(0)
            if callable(answer):
                answer(self)
                return
            status, reply = answer
            self.send_response(status)
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_):
            pass

    made = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{made.server_port}/v1", asked, answers
    finally:
        made.shutdown()
        made.server_close()


def said(text):
    """The body of a reply that says `text`."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()
