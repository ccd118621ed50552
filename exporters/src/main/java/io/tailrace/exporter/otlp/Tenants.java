// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import io.tailrace.component.ComponentContext;
import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.ProtoCursor;
import io.tailrace.otlp.ProtoMessage;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.telemetry.Counter;
import io.tailrace.telemetry.Label;
import io.tailrace.telemetry.MetricSpec;
import io.tailrace.telemetry.log.RateLimitedLog;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cuts batches by the tenants of their resources. A tenant that is seen is remembered until the
 * process ends, {@code max_tenants} at most; spans of any further one go to the default, as do
 * those without one. Thread-safe. Costs a look at each resource, not at each span, as long as a
 * batch has one tenant.
 */
final class Tenants {

  private static final MetricSpec DEFAULTED =
      new MetricSpec(
          "exporter_default_tenant_spans",
          "{spans}",
          "Spans that went to the default tenant, by the reason why.");

  private final TenantConfig config;
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Counter missing;
  private final Counter invalid;
  private final Counter tooMany;
  private final RateLimitedLog warnings;

  Tenants(TenantConfig config, ComponentContext context) {
    this.config = config;
    var exporter = new Label("exporter", context.id().toString());
    missing = context.metrics().counter(DEFAULTED, exporter, new Label("reason", "missing"));
    invalid = context.metrics().counter(DEFAULTED, exporter, new Label("reason", "invalid"));
    tooMany = context.metrics().counter(DEFAULTED, exporter, new Label("reason", "too_many"));
    warnings = new RateLimitedLog(context.logger(), context.clock(), Duration.ofSeconds(10));
  }

  /** The header of a batch of one tenant; none if it has none. */
  Map<String, String> headers(SpanBatch batch) {
    String tenant = config.fallback();
    var cursor = cursor(batch);
    while (cursor.next()) {
      if (cursor.tag() == OtlpField.REQUEST_RESOURCE_SPANS) {
        tenant = of(body(batch, cursor)).orElse(config.fallback());
        break;
      }
    }
    return tenant.isEmpty() ? Map.of() : Map.of(config.header(), tenant);
  }

  /** The batch in parts of one tenant each; the batch itself if it has one only. */
  List<SpanBatch> partition(SpanBatch batch) {
    var parts = new LinkedHashMap<String, Part>();
    int start = batch.offset();
    var cursor = cursor(batch);
    while (cursor.next()) {
      if (cursor.tag() == OtlpField.REQUEST_RESOURCE_SPANS) {
        var resourceSpans = body(batch, cursor);
        parts
            .computeIfAbsent(tenant(resourceSpans), _ -> new Part())
            .add(start, cursor.bodyEnd(), resourceSpans);
      }
      start = cursor.bodyEnd();
    }
    if (parts.size() <= 1) {
      return List.of(batch);
    }
    return parts.values().stream()
        .filter(part -> part.spanCount() > 0)
        .map(part -> part.batch(batch))
        .toList();
  }

  private String tenant(ProtoMessage resourceSpans) {
    var own = of(resourceSpans);
    if (own.isPresent()) {
      return own.get();
    }
    int spans = spans(resourceSpans);
    String value = value(resourceSpans);
    if (value.isEmpty()) {
      missing.add(spans);
    } else if (!TenantConfig.isTenant(value)) {
      invalid.add(spans);
    } else {
      tooMany.add(spans);
      warnings.warn(
          "more than {} tenants (tenant::max_tenants); further ones, such as {}, go to the default",
          config.maxTenants(),
          value);
    }
    return config.fallback();
  }

  /** The tenant that a resource has of its own, if it may be used. */
  private Optional<String> of(ProtoMessage resourceSpans) {
    String value = value(resourceSpans);
    if (known.contains(value)) {
      return Optional.of(value);
    }
    if (value.isEmpty() || !TenantConfig.isTenant(value)) {
      return Optional.empty();
    }
    synchronized (known) {
      if (known.size() >= config.maxTenants() && !known.contains(value)) {
        return Optional.empty();
      }
      known.add(value);
    }
    return Optional.of(value);
  }

  /** The value of the attribute; empty if it is absent or no string. */
  private String value(ProtoMessage resourceSpans) {
    var resource = resourceSpans.message(OtlpField.RESOURCE_SPANS_RESOURCE);
    for (var attribute : resource.messages(OtlpField.RESOURCE_ATTRIBUTES)) {
      if (attribute.string(OtlpField.KEY_VALUE_KEY).equals(config.attribute())) {
        var value = attribute.message(OtlpField.KEY_VALUE_VALUE).anyValue();
        return value.anyValueMember() == OtlpField.ANY_STRING
            ? value.string(OtlpField.ANY_STRING)
            : "";
      }
    }
    return "";
  }

  private static int spans(ProtoMessage resourceSpans) {
    int spans = 0;
    for (var scopeSpans : resourceSpans.messages(OtlpField.RESOURCE_SPANS_SCOPE_SPANS)) {
      spans += scopeSpans.messages(OtlpField.SCOPE_SPANS_SPAN).size();
    }
    return spans;
  }

  private static ProtoCursor cursor(SpanBatch batch) {
    return new ProtoCursor(batch.bytes(), batch.offset(), batch.offset() + batch.length());
  }

  private static ProtoMessage body(SpanBatch batch, ProtoCursor cursor) {
    return new ProtoMessage(batch.bytes(), cursor.bodyStart(), cursor.bodyEnd());
  }

  /** The {@code ResourceSpans} of one tenant. */
  private static final class Part {

    private final List<ProtoMessage> framed = new ArrayList<>();
    private final List<ProtoMessage> bodies = new ArrayList<>();

    void add(int start, int end, ProtoMessage body) {
      framed.add(new ProtoMessage(body.bytes(), start, end));
      bodies.add(body);
    }

    private int spanCount() {
      return bodies.stream().mapToInt(Tenants::spans).sum();
    }

    SpanBatch batch(SpanBatch whole) {
      var out = new ByteArrayOutputStream(whole.length() / 2);
      framed.forEach(f -> out.write(f.bytes(), f.start(), f.length()));
      return SpanBatch.owned(out.toByteArray(), spanCount());
    }
  }
}
