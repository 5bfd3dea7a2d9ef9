package dev.fermata.server.notify;

import dev.fermata.adapter.http.HttpCaller;
import dev.fermata.roster.Channel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** Hands messages in where they are to go: a hook, or a mail server. */
final class Sender {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final HttpCaller web;
  private final InstantSource clock;
  private final Optional<Smtp> mail;

  /**
   * @param mail where mail is handed in; without it none is sent
   */
  Sender(HttpCaller web, InstantSource clock, Optional<MailServer> mail) {
    this.web = web;
    this.clock = clock;
    var tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
    this.mail = mail.map(server -> new Smtp(server, tls));
  }

  /** Why it was not told; empty if it was. */
  Optional<String> send(Channel channel, List<Message> messages) {
    if (channel.kind() != Channel.Kind.EMAIL) {
      byte[] json = Shape.json(channel.kind(), messages).bytes();
      return web.tell(channel.to(), Map.of(), json, PATIENCE);
    }
    return mail.isEmpty()
        ? Optional.of("no mail server is known; start the server with --mail")
        : mail.get()
            .send(channel.to(), Shape.subject(messages), Shape.text(messages), clock.instant());
  }
}
