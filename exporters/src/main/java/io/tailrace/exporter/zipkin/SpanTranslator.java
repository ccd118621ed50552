// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.zipkin;

import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.ProtoCursor;
import io.tailrace.otlp.ProtoMessage;
import io.tailrace.otlp.SpanBatch;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads OTLP spans as Zipkin's v2 spans (source: {@code zipkinv2/from_translator.go} of the
 * collector, v0.158; docs/migration.md has the differences). For one thread and one batch.
 */
final class SpanTranslator {

  /** What a service is called whose resource says nothing: the receiver takes it for no name. */
  static final String NO_SERVICE_NAME = "OTLPResourceNoServiceName";

  private static final String SERVICE_NAME_SOURCE = "otlp.service.name.source";
  private static final String START_TIME_ABSENT = "otel.zipkin.absentField.startTime";
  private static final List<String> SERVICE_NAMES =
      List.of("service.name", "faas.name", "k8s.deployment.name", "process.executable.name");
  private static final String[] KINDS = {"", "", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"};
  private static final int KIND_INTERNAL = 1;
  private static final int STATUS_OK = 1;
  private static final int STATUS_ERROR = 2;
  private static final HexFormat HEX = HexFormat.of();

  private final String defaultServiceName;
  private final SpanEncoder encoder;
  private final ZipkinSpan span = new ZipkinSpan();
  private String serviceName = "";
  private int leftOut;

  SpanTranslator(String defaultServiceName, SpanEncoder encoder) {
    this.defaultServiceName = defaultServiceName;
    this.encoder = encoder;
  }

  /** How many spans have no valid IDs, and so are not written. */
  int leftOut() {
    return leftOut;
  }

  void translate(SpanBatch batch) {
    for (ProtoMessage resource :
        ProtoMessage.of(batch).messages(OtlpField.REQUEST_RESOURCE_SPANS)) {
      Map<String, String> described = resourceTags(resource);
      for (ProtoMessage scope : resource.messages(OtlpField.RESOURCE_SPANS_SCOPE_SPANS)) {
        Map<String, String> tags = scopeTags(described, scope);
        for (ProtoMessage each : scope.messages(OtlpField.SCOPE_SPANS_SPAN)) {
          span(each, tags);
        }
      }
    }
  }

  private Map<String, String> resourceTags(ProtoMessage resourceSpans) {
    var tags = new LinkedHashMap<String, String>();
    ProtoMessage resource = resourceSpans.message(OtlpField.RESOURCE_SPANS_RESOURCE);
    put(tags, resource.messages(OtlpField.RESOURCE_ATTRIBUTES));
    serviceName = defaultServiceName;
    for (String key : SERVICE_NAMES) {
      String name = tags.remove(key);
      if (name != null) {
        serviceName = name;
        if (!key.equals(SERVICE_NAMES.getFirst())) {
          tags.put(SERVICE_NAME_SOURCE, key);
        }
        break;
      }
    }
    return tags;
  }

  private static Map<String, String> scopeTags(
      Map<String, String> resourceTags, ProtoMessage scopeSpans) {
    ProtoMessage scope = scopeSpans.message(OtlpField.SCOPE_SPANS_SCOPE);
    var tags = new LinkedHashMap<>(resourceTags);
    put(tags, scope.messages(OtlpField.SCOPE_ATTRIBUTES));
    putUnlessEmpty(tags, "otel.library.name", scope.string(OtlpField.SCOPE_NAME));
    putUnlessEmpty(tags, "otel.library.version", scope.string(OtlpField.SCOPE_VERSION));
    return tags;
  }

  private static void put(Map<String, String> tags, List<ProtoMessage> attributes) {
    for (ProtoMessage attribute : attributes) {
      tags.put(
          attribute.string(OtlpField.KEY_VALUE_KEY),
          ValueText.of(attribute.message(OtlpField.KEY_VALUE_VALUE)));
    }
  }

  private static void putUnlessEmpty(Map<String, String> tags, String key, String value) {
    if (!value.isEmpty()) {
      tags.put(key, value);
    }
  }

  private void span(ProtoMessage source, Map<String, String> commonTags) {
    span.clear();
    span.tags.putAll(commonTags);
    var fields = new SpanFields(span);
    var cursor = new ProtoCursor(source.bytes(), source.start(), source.end());
    while (cursor.next()) {
      fields.field(cursor, source.bytes());
    }
    if (!isId(span.traceId, 16) || !isId(span.id, 8)) {
      leftOut++;
      return;
    }
    if (!isId(span.parentId, 8)) {
      span.parentId = new byte[0];
    }
    times(fields.start, fields.end);
    kind(fields.kind);
    span.local.serviceName = serviceName;
    Hosts.takeLocal(span);
    Hosts.takeRemote(span);
    status(source.message(OtlpField.SPAN_STATUS));
    links(source.messages(OtlpField.SPAN_LINKS));
    putUnlessEmpty(span.tags, "w3c.tracestate", fields.traceState);
    encoder.write(span);
  }

  private static boolean isId(byte[] id, int length) {
    int bits = 0;
    for (byte b : id) {
      bits |= b;
    }
    return id.length == length && bits != 0;
  }

  /** Rounded to microseconds; the shortest duration is one. */
  private void times(long startNanos, long endNanos) {
    span.timestamp = SpanFields.micros(startNanos);
    if (startNanos == 0) {
      span.tags.remove(START_TIME_ABSENT);
    }
    long nanos = endNanos - startNanos;
    if (endNanos != 0 && nanos > 0) {
      span.duration = Math.max(1, SpanFields.micros(nanos));
    }
  }

  private void kind(int kind) {
    if (kind == KIND_INTERNAL) {
      span.tags.put("span.kind", "internal");
    } else if (kind > 0 && kind < KINDS.length) {
      span.kind = KINDS[kind];
    }
  }

  /** For Zipkin, any tag {@code error} means one, so that there is none without an error. */
  private void status(ProtoMessage status) {
    int code = (int) status.number(OtlpField.STATUS_CODE);
    String message = status.string(OtlpField.STATUS_MESSAGE);
    if (code == STATUS_ERROR) {
      span.tags.putIfAbsent("error", "true");
      span.tags.put("otel.status_code", "STATUS_CODE_ERROR");
    } else {
      span.tags.remove("error");
      if (code == STATUS_OK) {
        span.tags.put("otel.status_code", "STATUS_CODE_OK");
      } else if (!message.isEmpty()) {
        span.tags.put("otel.status_code", "STATUS_CODE_UNSET");
      }
    }
    putUnlessEmpty(span.tags, "otel.status_description", message);
  }

  private void links(List<ProtoMessage> links) {
    for (int i = 0; i < links.size(); i++) {
      ProtoMessage link = links.get(i);
      String text =
          HEX.formatHex(link.bytes(OtlpField.LINK_TRACE_ID))
              + "|"
              + HEX.formatHex(link.bytes(OtlpField.LINK_SPAN_ID))
              + "|"
              + link.string(OtlpField.LINK_TRACE_STATE)
              + "|"
              + ValueText.object(link.messages(OtlpField.LINK_ATTRIBUTES))
              + "|"
              + (link.number(OtlpField.LINK_DROPPED_ATTRIBUTES_COUNT) & 0xFFFF_FFFFL);
      span.tags.put("otlp.link." + i, text);
    }
  }
}
