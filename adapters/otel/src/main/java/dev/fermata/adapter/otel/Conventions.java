package dev.fermata.adapter.otel;

/**
 * The names that others look for: the semantic conventions of OpenTelemetry for generative AI, as
 * of semantic-conventions-genai after 1.41 (still in development), and our own beside them. They
 * stand here and nowhere else, so that a change of the conventions is a change of this file.
 */
final class Conventions {
  /** The name of what tells: the instrumentation scope. */
  static final String SCOPE = "dev.fermata";

  static final String OPERATION = "gen_ai.operation.name";
  static final String INVOKE_WORKFLOW = "invoke_workflow";
  static final String INVOKE_AGENT = "invoke_agent";
  static final String EXECUTE_TOOL = "execute_tool";
  static final String CHAT = "chat";
  static final String PLAN = "plan";

  static final String WORKFLOW_NAME = "gen_ai.workflow.name";
  static final String AGENT_NAME = "gen_ai.agent.name";
  static final String AGENT_VERSION = "gen_ai.agent.version";
  static final String CONVERSATION = "gen_ai.conversation.id";
  static final String MODEL = "gen_ai.request.model";
  static final String PROVIDER = "gen_ai.provider.name";
  static final String TOKENS_IN = "gen_ai.usage.input_tokens";
  static final String TOKENS_OUT = "gen_ai.usage.output_tokens";
  static final String TOOL_NAME = "gen_ai.tool.name";
  static final String TOOL_TYPE = "gen_ai.tool.type";
  static final String TOOL_ARGUMENTS = "gen_ai.tool.call.arguments";
  static final String TOOL_RESULT = "gen_ai.tool.call.result";
  static final String INPUT_MESSAGES = "gen_ai.input.messages";
  static final String OUTPUT_MESSAGES = "gen_ai.output.messages";
  static final String ERROR = "error.type";
  static final String METHOD = "http.request.method";
  static final String ADDRESS = "server.address";

  /** Whom we cannot name as one of the providers of the conventions. */
  static final String PROVIDER_UNKNOWN = "fermata";

  /** Waiting for a person has no name in the conventions. */
  static final String WAIT_FOR_PERSON = "wait_for_person";

  static final String RUN = "fermata.run";
  static final String SEGMENT = "fermata.segment";
  static final String WORKFLOW = "fermata.workflow";
  static final String BATCH = "fermata.batch";
  static final String RERUN_OF = "fermata.rerun_of";
  static final String RESULT = "fermata.result";
  static final String EFFECT = "fermata.effect";
  static final String EFFECT_CLASS = "fermata.effect.class";
  static final String ATTEMPT = "fermata.effect.attempt";
  static final String QUEUED_MS = "fermata.effect.queued_ms";
  static final String VERDICT = "fermata.verdict";
  static final String RULE = "fermata.rule";
  static final String RECEIPT = "fermata.receipt.digest";
  static final String COST = "fermata.cost.amount";
  static final String CURRENCY = "fermata.cost.currency";
  static final String STEP = "fermata.step";
  static final String TASK = "fermata.task";
  static final String TASK_KIND = "fermata.task.kind";
  static final String TEAM = "fermata.task.team";
  static final String ANSWER = "fermata.task.answer";

  private Conventions() {}
}
