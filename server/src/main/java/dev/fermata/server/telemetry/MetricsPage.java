package dev.fermata.server.telemetry;

import dev.fermata.adapter.otel.Meters;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;

/** The page that Prometheus reads. It holds counts, and names nobody. */
public final class MetricsPage {
  public final Act show = Act.of(Right.PUBLIC, this::show);

  private final Meters meters;
  private final boolean open;

  /**
   * @param open whether whoever reaches the server may read it, as on this machine alone; else it
   *     takes a token
   */
  public MetricsPage(Meters meters, boolean open) {
    this.meters = meters;
    this.open = open;
  }

  private Reply show(Request request) {
    if (!open) {
      Act.require(request, Right.SEE);
    }
    return Reply.text(Meters.TYPE, meters.text());
  }
}
