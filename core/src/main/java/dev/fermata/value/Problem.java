package dev.fermata.value;

import dev.fermata.value.label.Label;

/**
 * An error as data: problem details (RFC 9457), with the error types of the workflow language (DSL
 * 1.0.3, "Standard Error Types"). {@code instance} is the JSON pointer of the step that failed.
 * {@code label} is that of the data that it tells of, or that it hangs on.
 */
public record Problem(
    String type, int status, String title, String detail, String instance, Label label) {
  private static final String STANDARD = "https://serverlessworkflow.io/spec/1.0.0/errors/";
  private static final String OURS = "https://fermata.dev/errors/";

  /** Of data without labels. */
  public Problem(String type, int status, String title, String detail, String instance) {
    this(type, status, title, detail, instance, Label.NONE);
  }

  public static Problem communication(int status, String detail) {
    return new Problem(STANDARD + "communication", status, "Communication failed", detail, "");
  }

  public static Problem timeout(String detail) {
    return new Problem(STANDARD + "timeout", 408, "Timed out", detail, "");
  }

  public static Problem validation(String detail) {
    return new Problem(STANDARD + "validation", 400, "Does not fit its schema", detail, "");
  }

  public static Problem expression(String detail) {
    return new Problem(STANDARD + "expression", 400, "Expression failed", detail, "");
  }

  public static Problem configuration(String detail) {
    return new Problem(STANDARD + "configuration", 400, "Set up wrongly", detail, "");
  }

  public static Problem runtime(String detail) {
    return new Problem(STANDARD + "runtime", 500, "Could not go on", detail, "");
  }

  /** One of our own kinds, as {@code conflict}. */
  public static Problem own(String kind, int status, String title, String detail) {
    return new Problem(OURS + kind, status, title, detail, "");
  }

  public Problem at(String pointer) {
    return instance.isEmpty() ? new Problem(type, status, title, detail, pointer, label) : this;
  }

  /**
   * The same problem for whoever sent the data. In the workflow language what does not fit its
   * schema is 400; over HTTP that would say that it could not be read.
   */
  public Problem refusing() {
    return type.equals(STANDARD + "validation")
        ? new Problem(type, 422, title, detail, instance, label)
        : this;
  }

  /** The same problem, that tells of data with this label as well. */
  public Problem under(Label more) {
    return more.within(label)
        ? this
        : new Problem(type, status, title, detail, instance, label.join(more));
  }

  /** The last part of the type, to read: {@code timeout}. */
  public String kind() {
    return type.substring(type.lastIndexOf('/') + 1);
  }

  public Json json() {
    var tree = Json.object();
    tree.put("type", type).put("status", status).put("title", title);
    if (!detail.isEmpty()) {
      tree.put("detail", detail);
    }
    if (!instance.isEmpty()) {
      tree.put("instance", instance);
    }
    return Json.adopt(tree).under(label);
  }
}
