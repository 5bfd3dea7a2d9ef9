package dev.fermata.server.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.server.auth.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handing in mail at a real server. */
class SmtpTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final char[] PASSWORD = "a test only".toCharArray();

  private static Smtp to(String scheme, Postbox box, SSLSocketFactory tls) {
    String url = scheme + "127.0.0.1:" + box.port() + "?from=fermata@example.com";
    return new Smtp(MailServer.of(url, Optional.of(Secret.of("hush"))), tls);
  }

  private static SSLSocketFactory usual() {
    return (SSLSocketFactory) SSLSocketFactory.getDefault();
  }

  /** A server's certificate for that name, and those who trust it. */
  private static SSLContext certified(Path folder, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = folder.resolve("box.p12");
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                tool,
                "-genkeypair",
                "-alias",
                "box",
                "-keyalg",
                "EC",
                "-dname",
                "CN=box",
                "-ext",
                "SAN=" + name,
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    var store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    var known = KeyStore.getInstance("PKCS12");
    known.load(null, PASSWORD);
    known.setCertificateEntry("box", store.getCertificate("box"));
    trust.init(known);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void what_is_handed_in_arrives_as_it_was_written() {
    try (var box = Postbox.open()) {
      String subject = "Zahlen? " + "ä".repeat(60) + " \uD83D\uDE00";
      String text = "first\n.\nQUIT\nÄpfel " + "x".repeat(3_000);
      assertThat(to("smtp+open://", box, usual()).send("ana@example.com", subject, text, NOON))
          .isEmpty();
      Postbox.Mail mail = box.mails().getFirst();
      assertThat(mail.from()).isEqualTo("fermata@example.com");
      assertThat(mail.to()).isEqualTo("ana@example.com");
      assertThat(mail.subject()).isEqualTo(subject);
      assertThat(mail.text()).isEqualTo(text);
      assertThat(mail.head()).allMatch(line -> line.length() <= 78);
    }
  }

  @Test
  void a_password_is_said_after_the_line_is_safe(@TempDir Path folder) throws Exception {
    SSLContext tls = certified(folder, "IP:127.0.0.1");
    try (var box = Postbox.secured(tls)) {
      Smtp smtp = to("smtp://ana@", box, tls.getSocketFactory());
      assertThat(smtp.send("ben@example.com", "Look", "text", NOON)).isEmpty();
      assertThat(box.signedIn()).containsExactly("ana:hush");
      assertThat(box.mails()).hasSize(1);
    }
  }

  @Test
  void a_server_that_offers_no_tls_gets_neither_password_nor_mail() {
    try (var box = Postbox.open()) {
      assertThat(to("smtp://ana@", box, usual()).send("ben@example.com", "a", "b", NOON))
          .hasValueSatisfying(why -> assertThat(why).contains("502"));
      assertThat(box.signedIn()).isEmpty();
      assertThat(box.mails()).isEmpty();
    }
  }

  @Test
  void a_server_with_the_certificate_of_another_gets_nothing(@TempDir Path folder)
      throws Exception {
    SSLContext tls = certified(folder, "DNS:other.example.com");
    try (var box = Postbox.secured(tls)) {
      assertThat(
              to("smtp://ana@", box, tls.getSocketFactory()).send("b@example.com", "a", "b", NOON))
          .isPresent();
      assertThat(box.signedIn()).isEmpty();
      assertThat(box.mails()).isEmpty();
    }
  }

  @Test
  void nothing_that_is_said_becomes_a_command_or_a_header() {
    try (var box = Postbox.open()) {
      Smtp smtp = to("smtp+open://", box, usual());
      assertThat(smtp.send("ana@example.com>\r\nRCPT TO:<eve@evil.example", "a", "b", NOON))
          .isPresent();
      assertThat(smtp.send("ana@example.com", "Hi\r\nBcc: eve@evil.example", "b", NOON)).isEmpty();
      assertThat(box.mails()).hasSize(1);
      assertThat(box.mails().getFirst().head()).noneMatch(line -> line.startsWith("Bcc"));
    }
  }

  @Test
  void a_password_is_never_meant_for_the_open() {
    assertThatThrownBy(
            () -> MailServer.of("smtp+open://ana@h?from=a@b.example", Optional.of(Secret.of("x"))))
        .hasMessageContaining("in the open");
    assertThatThrownBy(() -> MailServer.of("http://h", Optional.empty()))
        .hasMessageContaining("smtp://");
    assertThatThrownBy(() -> MailServer.of("smtp://h", Optional.empty()))
        .hasMessageContaining("from=");
  }
}
