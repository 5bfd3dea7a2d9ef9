package dev.fermata.workflow;

/** Names one published version of a workflow; written {@code namespace/name@version}. */
public record WorkflowId(String namespace, String name, String version) {
  /** Reads the written form. */
  public static WorkflowId parse(String text) {
    int slash = text.indexOf('/');
    int at = text.lastIndexOf('@');
    if (slash < 1 || at < slash + 2 || at == text.length() - 1) {
      throw new IllegalArgumentException(
          "'" + text + "' names no workflow version; write namespace/name@version");
    }
    return new WorkflowId(
        text.substring(0, slash), text.substring(slash + 1, at), text.substring(at + 1));
  }

  @Override
  public String toString() {
    return namespace + "/" + name + "@" + version;
  }
}
