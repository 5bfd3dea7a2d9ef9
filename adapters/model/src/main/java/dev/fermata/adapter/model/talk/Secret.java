package dev.fermata.adapter.model.talk;

/** A service's key; empty where it needs none. It shows itself to nobody but the service. */
public final class Secret {
  public static final Secret NONE = new Secret("");
  private static final String HIDDEN = "***";

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  String revealed() {
    return value;
  }

  /** The text without the key, should somebody have sent it back to us. */
  public String hidden(String text) {
    return value.isEmpty() ? text : text.replace(value, HIDDEN);
  }

  @Override
  public String toString() {
    return HIDDEN;
  }
}
