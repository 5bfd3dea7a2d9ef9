import json, sys

# A first draft quotes what nobody wrote and promises too much; it is mended as the checks say.
for line in sys.stdin:
    request = json.loads(line)
    given = request["input"]
    failed = [f["check"] for f in given.get("repair", {}).get("failed", [])]
    quote = given["text"].split(". ")[0] if failed else "a house by the sea"
    promise = "We look at it today." if "guard" in failed else "We guarantee the loan."
    output = {"letter": f"You wrote: {quote}. {promise}", "evidence": [{"quote": quote}]}
    print(json.dumps({"id": request["id"], "output": output}), flush=True)
