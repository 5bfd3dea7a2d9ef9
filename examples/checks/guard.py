import json, os, sys

os.environ["OTEL_SDK_DISABLED"] = "true"  # Else it reports each call to its makers.

from guardrails import Guard, OnFailAction
from guardrails.validator_base import FailResult, PassResult, Validator, register_validator


@register_validator(name="credit-ops/no-promises", data_type="string")
class NoPromises(Validator):
    def validate(self, value, metadata):
        if "guarantee" in value.lower():
            return FailResult(error_message="it promises a loan")
        return PassResult()


guard = Guard().use(NoPromises(on_fail=OnFailAction.NOOP))

for line in sys.stdin:
    request = json.loads(line)
    said = guard.validate(request["input"]["output"]["letter"])
    reasons = [each.failure_reason for each in said.validation_summaries or []]
    output = {"passed": bool(said.validation_passed), "reasons": reasons}
    print(json.dumps({"id": request["id"], "output": output}), flush=True)
