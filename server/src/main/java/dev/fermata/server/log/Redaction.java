package dev.fermata.server.log;

import java.util.regex.Pattern;

/**
 * Takes out of a text what looks like a secret. The second line of defence: the first is that
 * secrets are not put into texts.
 */
public final class Redaction {
  private static final String MARK = "[secret]";

  /** Our own tokens and links; what stands behind a bearer word, and in an address's user part. */
  private static final Pattern SECRETS =
      Pattern.compile(
          "fmt_[A-Za-z0-9._-]{4,}|(?<=link=)[A-Za-z0-9_-]{8,}"
              + "|(?i:(?<=bearer )|(?<=basic ))[A-Za-z0-9+/=._~-]{8,}"
              + "|(?<=://)[^/\\s@]{1,200}(?=@)"
              + "|(?i)(?<=password[\"']?[:=] ?[\"']?)[^\"'\\s,}]{1,200}");

  private Redaction() {}

  public static String of(String text) {
    return SECRETS.matcher(text).replaceAll(MARK);
  }
}
