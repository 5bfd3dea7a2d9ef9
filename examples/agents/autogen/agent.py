import asyncio, json, sys
from autogen_agentchat.agents import AssistantAgent
from autogen_ext.models.replay import ReplayChatCompletionClient


def measure(text: str) -> dict:
    words = len(text.split())
    return {"text": text, "words": words, "verdict": "long" if words > 5 else "short"}


async def work(given):
    # Answers from a script; put OpenAIChatCompletionClient(model=…) here for a real model.
    model = ReplayChatCompletionClient([json.dumps(measure(given["text"]))])
    agent = AssistantAgent("measurer", model_client=model, system_message="Measure the text.")
    result = await agent.run(task=given["text"])
    return json.loads(result.messages[-1].content)

for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], "output": asyncio.run(work(request["input"]))}), flush=True)
