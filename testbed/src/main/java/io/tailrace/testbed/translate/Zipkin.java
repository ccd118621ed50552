// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Zipkin's models: v2, and v1 with its annotations. */
final class Zipkin {

  /** Says that a number is left out. */
  static final long ABSENT = -1;

  private Zipkin() {}

  /**
   * An endpoint.
   *
   * @param serviceName null leaves it out, as for the addresses
   * @param port 0 leaves it out
   */
  record Endpoint(
      @Nullable String serviceName, @Nullable String ipv4, @Nullable String ipv6, int port) {

    static Endpoint of(String serviceName) {
      return new Endpoint(serviceName, null, null, 0);
    }
  }

  /** A timed text; v1 has an endpoint with it. */
  record Annotation(long micros, String value, @Nullable Endpoint endpoint) {

    static Annotation of(long micros, String value) {
      return new Annotation(micros, value, null);
    }
  }

  /** A tag of v2; a list of them may hold a key twice. */
  record Tag(String key, String value) {}

  /**
   * A span of v2.
   *
   * @param traceId 16 or 32 hex digits
   * @param parentId 16 hex digits; null leaves it out
   * @param kind CLIENT and so on; null leaves it out
   * @param micros {@link #ABSENT} leaves it out, as for the duration
   */
  record Span(
      String traceId,
      @Nullable String parentId,
      String id,
      @Nullable String kind,
      @Nullable String name,
      long micros,
      long durationMicros,
      @Nullable Endpoint local,
      @Nullable Endpoint remote,
      List<Annotation> annotations,
      List<Tag> tags,
      boolean debug,
      boolean shared) {}

  /** The types of v1's binary annotations; their order is their number. */
  enum Type {
    BOOL,
    BYTES,
    I16,
    I32,
    I64,
    DOUBLE,
    STRING
  }

  /** A binary annotation; {@code value} is a String, Boolean, Long, Double or byte[]. */
  record Binary(String key, Type type, Object value, @Nullable Endpoint endpoint) {

    static Binary of(String key, String value) {
      return new Binary(key, Type.STRING, value, null);
    }

    @Override
    public String toString() {
      return key
          + ":"
          + type
          + "="
          + (value instanceof byte[] bytes ? java.util.HexFormat.of().formatHex(bytes) : value)
          + (endpoint == null ? "" : " at " + endpoint);
    }
  }

  /** A span of v1; numbers and IDs as in v2. */
  record V1Span(
      String traceId,
      @Nullable String parentId,
      String id,
      String name,
      long micros,
      long durationMicros,
      List<Annotation> annotations,
      List<Binary> binaries,
      boolean debug) {}
}
