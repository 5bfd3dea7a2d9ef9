import asyncio, json, sys
from workflows import Workflow, step
from workflows.events import Event, StartEvent, StopEvent


class Counted(Event):
    text: str
    words: int


class Measure(Workflow):
    @step
    async def count(self, ev: StartEvent) -> Counted:
        return Counted(text=ev.text, words=len(ev.text.split()))

    @step
    async def judge(self, ev: Counted) -> StopEvent:
        verdict = "long" if ev.words > 5 else "short"
        return StopEvent(result={"text": ev.text, "words": ev.words, "verdict": verdict})


async def work(given):
    return await Measure(timeout=20).run(**given)

for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], "output": asyncio.run(work(request["input"]))}), flush=True)
