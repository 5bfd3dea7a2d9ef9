import json, sys
from typing import TypedDict
from langgraph.graph import END, START, StateGraph


class State(TypedDict, total=False):
    text: str
    words: int
    verdict: str


def count(state: State) -> State:
    return {"words": len(state["text"].split())}


def judge(state: State) -> State:
    return {"verdict": "long" if state["words"] > 5 else "short"}


graph = StateGraph(State)
graph.add_node("count", count)
graph.add_node("judge", judge)
graph.add_edge(START, "count")
graph.add_edge("count", "judge")
graph.add_edge("judge", END)
app = graph.compile()

for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], "output": app.invoke(request["input"])}), flush=True)
