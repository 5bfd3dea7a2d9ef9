import json, sys, urllib.request

class Tools:
    """Asks Fermata for tools, with the credential of one piece of work."""
    def __init__(self, fermata):
        self.url, self.number = fermata["mcp"], 0
        self.headers = {"Authorization": "Bearer " + fermata["token"], "Content-Type": "application/json",
                        "Accept": "application/json, text/event-stream"}
        self.ask("initialize", {"protocolVersion": "2025-11-25", "capabilities": {},
                                "clientInfo": {"name": "asker", "version": "1"}})

    def ask(self, method, params):
        self.number += 1
        message = {"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}
        request = urllib.request.Request(self.url, json.dumps(message).encode(), self.headers)
        with urllib.request.urlopen(request) as answer:
            if "Mcp-Session-Id" in answer.headers:
                self.headers["Mcp-Session-Id"] = answer.headers["Mcp-Session-Id"]
            lines = answer.read().decode().splitlines()
        return json.loads([line for line in lines if "{" in line][-1].removeprefix("data: "))["result"]

    def call(self, tool, **arguments):
        result = self.ask("tools/call", {"name": tool, "arguments": arguments})
        return result["structuredContent"]

for line in sys.stdin:
    request = json.loads(line)
    tools = Tools(request["fermata"])
    found = tools.call("phonebook.find", name=request["input"]["name"])
    print(json.dumps({"id": request["id"], "output": {"say": "Call " + found["number"]}}), flush=True)
