package dev.fermata.roster;

import java.util.List;
import java.util.Map;

/** How an agent or a tool server is reached; its kind. */
public sealed interface Endpoint {
  /** The kind's word in files. */
  String kind();

  /** A long-lived child process that speaks JSON lines on stdin and stdout. */
  record Process(List<String> command, String directory, Map<String, String> environment)
      implements Endpoint {
    public Process {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }

    @Override
    public String kind() {
      return "process";
    }
  }

  /** An HTTP address that takes the same requests, one a POST. */
  record Http(String url, Map<String, String> headers) implements Endpoint {
    public Http {
      headers = Map.copyOf(headers);
    }

    @Override
    public String kind() {
      return "http";
    }
  }

  /** A Java function that the program around the engine registered under that name. */
  record Java(String function) implements Endpoint {
    @Override
    public String kind() {
      return "java";
    }
  }
}
