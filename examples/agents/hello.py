import json, sys

for line in sys.stdin:
    request = json.loads(line)
    name = request["input"].get("name")
    reply = {"id": request["id"]}
    if name: reply["output"] = {"greeting": f"Hello, {name}!"}
    else: reply["error"] = {"message": "name is missing; send a text", "retryable": False}
    print(json.dumps(reply), flush=True)
