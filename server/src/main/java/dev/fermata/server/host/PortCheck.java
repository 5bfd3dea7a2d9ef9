package dev.fermata.server.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Whether a port can be listened on, and what to say if not. */
final class PortCheck {
  private PortCheck() {}

  static void free(InetAddress address, int port) throws CannotStart {
    if (port == 0) {
      return;
    }
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw taken(address, port, e);
    }
  }

  static CannotStart taken(InetAddress address, int port, Exception cause) {
    return new CannotStart(
        "port "
            + port
            + " of "
            + address.getHostAddress()
            + " cannot be used ("
            + cause.getMessage()
            + "); stop what listens there, or give another with --port",
        cause);
  }
}
