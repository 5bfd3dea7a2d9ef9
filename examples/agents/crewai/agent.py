import json, os, sys
os.environ.update(CREWAI_DISABLE_TELEMETRY="true", OTEL_SDK_DISABLED="true", HOME=os.getcwd())
answers, sys.stdout = sys.stdout, sys.stderr  # what the framework prints is no answer
from crewai import Agent, BaseLLM, Crew, Task


class Script(BaseLLM):
    """Answers from a script; give the agent llm="openai/…" for a real model."""

    def call(self, messages, *_, **__):
        text = str(messages[-1]["content"]).split("<<")[-1].split(">>")[0]
        words = len(text.split())
        verdict = "long" if words > 5 else "short"
        return "Final Answer: " + json.dumps({"text": text, "words": words, "verdict": verdict})


critic = Agent(role="Critic", goal="Measure texts", backstory="Counts.", llm=Script(model="script"))
task = Task(description="Measure <<{text}>>", expected_output="JSON", agent=critic)
crew = Crew(agents=[critic], tasks=[task])

for line in sys.stdin:
    request = json.loads(line)
    answer = json.loads(crew.kickoff(inputs=request["input"]).raw.removeprefix("Final Answer: "))
    print(json.dumps({"id": request["id"], "output": answer}), file=answers, flush=True)
