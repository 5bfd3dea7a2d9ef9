package dev.fermata.adapter.mcp.session;

/** What carries messages to one server and back, for one session. Used by many threads at once. */
interface Link {
  /** Begins to listen. */
  void begin();

  /** Sends a request, unless it is withdrawn before; what becomes of it is told to the ears. */
  void send(Request request);

  /** Sends what wants no answer, if that can be done. */
  void tell(byte[] message);

  /** Nobody waits for the answer any more. */
  void forget(Request request);

  /** Both sides have agreed on that revision of the protocol; says so before anything else. */
  void agreed(String revision, byte[] saying);

  /** Ends it kindly; blocks until it is over, which is bounded. */
  void close();

  /** Ends it at once. */
  void kill();

  /** Who hears what comes back. */
  interface Ears {
    void heard(byte[] message);

    /** A message that was longer than the limit: the ends of it. */
    void tooLong(byte[] beginning, byte[] last);

    /** The link is of no more use. */
    void broken(String why);

    /** What is under way may still be answered; nothing else is to be sent. */
    void expired(String why);

    /** What the server says beside the protocol. */
    void aside(String line);
  }
}
