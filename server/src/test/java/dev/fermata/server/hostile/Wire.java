package dev.fermata.server.hostile;

import dev.fermata.server.scale.Site;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection as bytes, for what no decent client would do. Used by one thread. */
final class Wire implements AutoCloseable {
  private static final int TIMEOUT_MS = 10_000;

  private final Socket socket = new Socket();

  /**
   * @param window how many bytes the other side may send before somebody reads; 0 for the usual
   */
  Wire(int port, int window) {
    try {
      if (window > 0) {
        socket.setReceiveBufferSize(window);
      }
      socket.setSoTimeout(TIMEOUT_MS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  static String head(Site site, String line, String... headers) {
    var text = new StringBuilder(line + " HTTP/1.1\r\nHost: 127.0.0.1:" + site.product.port());
    text.append("\r\nAuthorization: Bearer ").append(token(site)).append("\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  private static String token(Site site) {
    return site.api().credential().orElseThrow().token();
  }

  /** Sends this, or as much as the other side takes; says whether that was all. */
  boolean send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  boolean send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return true;
    } catch (SocketException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InputStream in() throws IOException {
    return socket.getInputStream();
  }

  /** The status that comes back; 0 if there is none, as after a reset or a long silence. */
  int status() {
    try {
      String line = new String(in().readNBytes(12), StandardCharsets.US_ASCII);
      return line.length() < 12 ? 0 : Integer.parseInt(line.substring(9));
    } catch (SocketException | SocketTimeoutException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
