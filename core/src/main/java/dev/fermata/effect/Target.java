package dev.fermata.effect;

import dev.fermata.value.Digest;

/** Whom a call goes to, pinned as it was registered when the call was judged. */
public sealed interface Target {
  /** For people: {@code credit-scorer}, {@code core-banking.book_loan}, {@code GET example.org}. */
  String display();

  record Agent(String name, Digest fingerprint) implements Target {
    @Override
    public String display() {
      return name;
    }
  }

  record Tool(String server, String name, Digest fingerprint) implements Target {
    @Override
    public String display() {
      return server + "." + name;
    }
  }

  /** An address that is not on the roster. */
  record Http(String method, String host) implements Target {
    @Override
    public String display() {
      return method + " " + host;
    }
  }
}
