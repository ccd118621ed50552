// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jaeger's model, as far as all of its formats have it. */
final class Jaeger {

  private Jaeger() {}

  /**
   * A batch.
   *
   * @param process null leaves it out
   */
  record Batch(@Nullable Origin process, List<Span> spans) {}

  /** A process: where the spans come from. */
  record Origin(String serviceName, List<Tag> tags) {}

  /**
   * A span.
   *
   * @param parentSpanId the field of that name, which only Thrift has; 0 writes 0
   * @param startNanos nanoseconds since the epoch, of which Thrift takes whole microseconds
   * @param process only of the Protocol Buffers; null leaves it out
   */
  record Span(
      long traceHigh,
      long traceLow,
      long spanId,
      long parentSpanId,
      String name,
      List<Reference> references,
      int flags,
      long startNanos,
      long durationNanos,
      List<Tag> tags,
      List<Log> logs,
      @Nullable Origin process) {}

  /** A reference; {@code isChildOf} or follows from. */
  record Reference(boolean isChildOf, long traceHigh, long traceLow, long spanId) {}

  /** A log. */
  record Log(long nanos, List<Tag> fields) {}

  /** The types of values; their numbers differ between Protocol Buffers and Thrift. */
  enum Type {
    STRING(0, 0),
    BOOL(1, 2),
    LONG(2, 3),
    DOUBLE(3, 1),
    BINARY(4, 4),
    /** A number that nobody has defined. */
    UNKNOWN(7, 7);

    final int proto;
    final int thrift;

    Type(int proto, int thrift) {
      this.proto = proto;
      this.thrift = thrift;
    }
  }

  /** A tag; {@code value} is a String, Boolean, Long, Double or byte[]. */
  record Tag(String key, Type type, Object value) {

    static Tag of(String key, String value) {
      return new Tag(key, Type.STRING, value);
    }

    static Tag of(String key, boolean value) {
      return new Tag(key, Type.BOOL, value);
    }

    static Tag of(String key, long value) {
      return new Tag(key, Type.LONG, value);
    }

    static Tag of(String key, double value) {
      return new Tag(key, Type.DOUBLE, value);
    }

    static Tag of(String key, byte[] value) {
      return new Tag(key, Type.BINARY, value.clone());
    }

    @Override
    public String toString() {
      return key
          + ":"
          + type
          + "="
          + (value instanceof byte[] bytes ? java.util.HexFormat.of().formatHex(bytes) : value);
    }
  }
}
