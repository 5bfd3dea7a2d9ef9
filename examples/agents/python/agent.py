import json, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Measure(BaseHTTPRequestHandler):
    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = request["input"]["text"]
        words = len(text.split())
        output = {"text": text, "words": words, "verdict": "long" if words > 5 else "short"}
        answer = json.dumps({"id": request["id"], "output": output}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


port = int(sys.argv[1]) if len(sys.argv) > 1 else 8790
server = ThreadingHTTPServer(("127.0.0.1", port), Measure)
print(f"measuring at http://127.0.0.1:{port}/", flush=True)
server.serve_forever()
