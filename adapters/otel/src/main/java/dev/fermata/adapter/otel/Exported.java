package dev.fermata.adapter.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationLibraryInfo;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A span as the library that sends it wants it. */
record Exported(Span span, Resource resource, Attributes attributes) implements SpanData {
  private static final InstrumentationScopeInfo SCOPE =
      InstrumentationScopeInfo.create(Conventions.SCOPE);
  private static final AttributeKey<String> WHY = AttributeKey.stringKey("fermata.link");

  static Exported of(Span span, Resource resource) {
    return new Exported(span, resource, attributes(span));
  }

  private static Attributes attributes(Span span) {
    AttributesBuilder all = Attributes.builder();
    span.attributes()
        .forEach((name, value) -> {
          switch (value) {
            case Long number -> all.put(name, number);
            case Double fraction -> all.put(name, fraction);
            default -> all.put(name, String.valueOf(value));
          }
        });
    span.error().ifPresent(error -> all.put(Conventions.ERROR, error));
    return all.build();
  }

  private SpanContext context(String id) {
    return SpanContext.create(span.trace(), id, TraceFlags.getSampled(), TraceState.getDefault());
  }

  private static long nanos(Instant at) {
    return TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
  }

  @Override
  public String getName() {
    return span.name();
  }

  @Override
  public SpanKind getKind() {
    return switch (span.kind()) {
      case INTERNAL -> SpanKind.INTERNAL;
      case SERVER -> SpanKind.SERVER;
      case CLIENT -> SpanKind.CLIENT;
    };
  }

  @Override
  public SpanContext getSpanContext() {
    return context(span.id());
  }

  @Override
  public SpanContext getParentSpanContext() {
    return span.parent().isEmpty() ? SpanContext.getInvalid() : context(span.parent());
  }

  @Override
  public StatusData getStatus() {
    return span.error()
        .map(error -> StatusData.create(StatusCode.ERROR, error))
        .orElse(StatusData.unset());
  }

  @Override
  public long getStartEpochNanos() {
    return nanos(span.began());
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public List<EventData> getEvents() {
    return span.moments().stream()
        .map(m -> EventData.create(nanos(m.at()), m.name(), Attributes.empty()))
        .toList();
  }

  @Override
  public List<LinkData> getLinks() {
    return span.links().stream()
        .map(link -> LinkData.create(context(link.span()), Attributes.of(WHY, link.why())))
        .toList();
  }

  @Override
  public long getEndEpochNanos() {
    return nanos(span.ended());
  }

  @Override
  public boolean hasEnded() {
    return true;
  }

  @Override
  public int getTotalRecordedEvents() {
    return span.moments().size();
  }

  @Override
  public int getTotalRecordedLinks() {
    return span.links().size();
  }

  @Override
  public int getTotalAttributeCount() {
    return attributes.size();
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return SCOPE;
  }

  @Override
  @Deprecated
  public InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
    return InstrumentationLibraryInfo.create(Conventions.SCOPE, null);
  }

  @Override
  public Resource getResource() {
    return resource;
  }
}
