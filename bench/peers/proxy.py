"""A proxy before llama-server: it counts requests, and shows the model the same turns whoever asks."""
import http.client
import http.server
import json
import select
import socket
import threading

import dialect


def plain_turns(messages, question):
    """The turns without system turns that say nothing and without a name before the question.

    optillm adds both, and a template writes an empty system turn otherwise than none.
    """
    kept = [turn for turn in messages if turn["role"] != "system" or turn["content"]]
    return [{**turn, "content": question} if turn["content"] == f"User: {question}" else turn for turn in kept]


def plain_request(body, question):
    """The request with plain turns, and whether it asks the question and nothing else.

    None where it is no request for a reply.
    """
    try:
        request = json.loads(body)
        turns = plain_turns(request["messages"], question)
    except (ValueError, KeyError, TypeError):
        return None, False
    asks = [(turn["role"], turn["content"]) for turn in turns] == [("user", question)]
    return {**request, "messages": turns}, asks


def hung_up(client):
    """Whether the client has closed its end, of a socket that is ready to be read."""
    try:
        return client.recv(1, socket.MSG_PEEK) == b""
    except OSError:
        return True


def client_waits(client, upstream):
    """Waits for the reply; False when the client hangs up before it."""
    ready = select.select([client, upstream], [], [])[0]
    if upstream in ready:
        return True
    if hung_up(client):
        return False
    select.select([upstream], [], [])  # the client sent more: it is read after this reply
    return True


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def forward(self):
        proxy = self.server.proxy
        body, request = self.rfile.read(int(self.headers.get("Content-Length", 0))), None
        if self.command == "POST":
            body, request = proxy.count(body)
        upstream = http.client.HTTPConnection("127.0.0.1", proxy.upstream)
        try:
            upstream.request(self.command, self.path, body or None, {"Content-Type": "application/json"})
            if not client_waits(self.connection, upstream.sock):
                self.close_connection = True
                return
            reply = upstream.getresponse()
            content = reply.read()
            if request and reply.status == 200 and dialect.asked_like_vllm(request):
                content = dialect.to_client(request, content)
            self.answer(reply.status, reply.getheader("Content-Type", "application/json"), content)
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            self.answer(502, "application/json", json.dumps({"error": {"message": str(error)}}).encode())
        finally:
            upstream.close()

    def answer(self, status, kind, content):
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True

    do_GET = do_POST = forward

    def log_message(self, *_):
        pass


class Listener(http.server.ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


class Proxy:
    """Requests are counted from one call of start to the next."""

    def __init__(self, upstream):
        self.upstream = upstream
        self._lock = threading.Lock()
        self.start("")
        self._listener = Listener(("127.0.0.1", 0), Handler)
        self._listener.proxy = self
        self.url = f"http://127.0.0.1:{self._listener.server_address[1]}/v1"
        threading.Thread(target=self._listener.serve_forever, daemon=True).start()

    def start(self, question):
        with self._lock:
            self.question = question
            self.requests = 0
            self.questions = 0  # requests that ask it and nothing else

    def count(self, body):
        """What the server is sent, and the request in it if it is one for a reply."""
        with self._lock:
            request, asks = plain_request(body, self.question)
            self.requests += 1
            self.questions += asks
        return json.dumps(dialect.to_server(request)).encode() if request else body, request

    def close(self):
        self._listener.shutdown()
        self._listener.server_close()
