// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/**
 * What annotations and binary annotations say about a span of v1 beside themselves: its kind, its
 * times, the service that it belongs to (source: {@code zipkinv1/json.go} of the collector,
 * v0.158).
 */
final class V1Annotations {

  static final String UNKNOWN_SERVICE = "unknown-service";

  private static final byte[] UNKNOWN = Ascii.of(UNKNOWN_SERVICE);

  private V1Annotations() {}

  /** Adds an annotation that {@code host} made. */
  static void add(ZipkinSpan span, long time, long value, Host host) {
    if (Text.length(value) == 0) {
      return;
    }
    span.firstTime = Math.min(span.firstTime, time);
    span.lastTime = Math.max(span.lastTime, time);
    int kind = kind(span.text, value);
    if (kind == SpanKinds.UNSPECIFIED) {
      span.annotate(time, value);
      return;
    }
    if (span.kind == SpanKinds.UNSPECIFIED) {
      span.kind = kind;
    }
    if (Text.length(span.local.service) == 0
        && Text.length(host.service) > 0
        && !span.text.equals(host.service, UNKNOWN)) {
      span.local.copy(host);
    }
  }

  /** The kind of which an annotation is the begin or the end. */
  private static int kind(Text text, long value) {
    if (Text.length(value) != 2) {
      return SpanKinds.UNSPECIFIED;
    }
    byte[] b = text.array(value);
    int offset = Text.offset(value);
    return switch (b[offset] << 8 | b[offset + 1]) {
      case 'c' << 8 | 's', 'c' << 8 | 'r' -> SpanKinds.CLIENT;
      case 's' << 8 | 's', 's' << 8 | 'r' -> SpanKinds.SERVER;
      case 'm' << 8 | 's' -> SpanKinds.PRODUCER;
      case 'm' << 8 | 'r' -> SpanKinds.CONSUMER;
      default -> SpanKinds.UNSPECIFIED;
    };
  }

  /**
   * The key under which a binary annotation is an attribute: {@code lc} becomes {@code component}.
   */
  static long key(Text text, long key) {
    return isLocalComponent(text, key) ? text.ascii(KnownTag.key(KnownTag.COMPONENT)) : key;
  }

  static boolean isLocalComponent(Text text, long key) {
    return text.equals(key, KnownTag.key(KnownTag.LOCAL_COMPONENT));
  }
}
