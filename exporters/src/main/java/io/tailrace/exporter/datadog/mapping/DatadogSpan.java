// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

/** One span as Datadog has it, valid until the next one is mapped. */
public final class DatadogSpan {

  final Text service = new Text();
  final Text name = new Text();
  final Text resource = new Text();
  final Text type = new Text();
  final Tags meta = new Tags();
  final Tags metrics = new Tags();
  long traceId;
  long traceIdHigh;
  long spanId;
  long parentId;
  long startNanos;
  long durationNanos;
  boolean isError;
  boolean isTopLevel;

  /** The value of {@code sampling.priority}; {@link #NO_PRIORITY} without one. */
  int samplingPriority;

  /** Stands for no priority, which Datadog has as a value too ({@code PriorityNone}). */
  public static final int NO_PRIORITY = -128;

  DatadogSpan() {}

  /** The service's name, normalized. */
  public Text service() {
    return service;
  }

  /** The operation's name, normalized. */
  public Text name() {
    return name;
  }

  /** What the operation worked on. */
  public Text resource() {
    return resource;
  }

  /** {@code web}, {@code sql} and the like. */
  public Text type() {
    return type;
  }

  /** Text tags. */
  public Tags meta() {
    return meta;
  }

  /** Numeric tags. */
  public Tags metrics() {
    return metrics;
  }

  /** The low 64 bits of the trace ID. */
  public long traceId() {
    return traceId;
  }

  /** The span ID. */
  public long spanId() {
    return spanId;
  }

  /** The parent's span ID; 0 for a root. */
  public long parentId() {
    return parentId;
  }

  /** Nanoseconds since the Unix epoch. */
  public long startNanos() {
    return startNanos;
  }

  /** Nanoseconds, not negative. */
  public long durationNanos() {
    return durationNanos;
  }

  /** Whether the span has failed. */
  public boolean isError() {
    return isError;
  }

  /** Whether it is where a service was entered. */
  public boolean isTopLevel() {
    return isTopLevel;
  }

  /** The value of {@code sampling.priority}; {@link #NO_PRIORITY} without one. */
  public int samplingPriority() {
    return samplingPriority;
  }
}
