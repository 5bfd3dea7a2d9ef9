package dev.fermata.server.a2a;

import dev.fermata.server.api.request.Refusal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The errors of A2A 1.0 (specification, 5.4), with what each is in the two bindings. */
public enum Fault {
  TASK_NOT_FOUND(-32001, 404, "NOT_FOUND", "No such task"),
  TASK_NOT_CANCELABLE(-32002, 409, "FAILED_PRECONDITION", "The task cannot be cancelled"),
  UNSUPPORTED_OPERATION(-32004, 400, "UNIMPLEMENTED", "Not supported"),
  CONTENT_TYPE_NOT_SUPPORTED(-32005, 415, "INVALID_ARGUMENT", "Content type not supported"),
  VERSION_NOT_SUPPORTED(-32009, 400, "UNIMPLEMENTED", "Version not supported");

  private static final String PREFIX = "a2a-";

  private final int code;
  private final int http;
  private final String status;
  private final String title;

  Fault(int code, int http, String status, String title) {
    this.code = code;
    this.http = http;
    this.status = status;
    this.title = title;
  }

  int code() {
    return code;
  }

  String status() {
    return status;
  }

  private String kind() {
    return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Ends a request so. */
  public Refusal because(String detail) {
    return Refusal.of(kind(), http, title, detail);
  }

  static Optional<Fault> of(String kind) {
    return Arrays.stream(values()).filter(each -> each.kind().equals(kind)).findFirst();
  }
}
