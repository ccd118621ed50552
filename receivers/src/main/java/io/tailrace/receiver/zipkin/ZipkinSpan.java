// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One span as Zipkin has it, v1 or v2, while it is read: numbers, and regions of text. Belongs to
 * one thread, which uses it for every span.
 */
final class ZipkinSpan {

  /** More annotations than these are not taken, but counted. */
  static final int MAX_ANNOTATIONS = 1 << 16;

  private static final int SMALL = 16;
  private static final int LARGE = 1 << 12;

  final Text text;
  final TagTable tags;
  final Host local = new Host();
  final Host remote = new Host();

  long traceIdHigh;
  long traceIdLow;
  long spanId;

  /** 0 if there is none. */
  long parentId;

  /** As OTLP numbers kinds; 0 if there is none. */
  int kind;

  long name;

  /** Microseconds since the Unix epoch; 0 if it is absent. */
  long timestamp;

  /** Whether there is a timestamp at all, if only of 0 (v1). */
  boolean hasTimestamp;

  /** Microseconds. */
  long duration;

  /** Whether a value was left out because it cannot be what it should be. */
  boolean hasBadValue;

  /**
   * v1: the earliest and the latest time of an annotation; the latter is below if there is none.
   */
  long firstTime;

  /** See {@link #firstTime}. */
  long lastTime;

  /** v1: the last name of an endpoint of a binary annotation; a region. */
  long binaryService;

  /** v1: the value of {@code lc}; a region. */
  long localComponent;

  /** The ID for which the span cannot be taken; null if it can. */
  @Nullable String badId;

  /** What stands there instead, a region; {@link Text#NONE} if there is nothing to show. */
  long badIdValue;

  /** What would be right. */
  String expectedId = "";

  private long[] times = new long[SMALL];
  private long[] values = new long[SMALL];
  private int annotations;
  private int droppedAnnotations;

  ZipkinSpan(Text text) {
    this.text = text;
    tags = new TagTable(text);
  }

  void clear() {
    text.clear();
    tags.clear();
    local.clear();
    remote.clear();
    traceIdHigh = 0;
    traceIdLow = 0;
    spanId = 0;
    parentId = 0;
    kind = 0;
    name = Text.EMPTY;
    timestamp = 0;
    hasTimestamp = false;
    duration = 0;
    hasBadValue = false;
    firstTime = Long.MAX_VALUE;
    lastTime = Long.MIN_VALUE;
    binaryService = Text.EMPTY;
    localComponent = Text.EMPTY;
    badId = null;
    clearAnnotations();
  }

  /**
   * Says that the span cannot be taken because of an ID.
   *
   * @param id its name
   * @param value what stands there, a region; {@link Text#NONE} if there is nothing to show
   */
  void reject(String id, long value, String expected) {
    if (badId == null) {
      badId = id;
      badIdValue = value;
      expectedId = expected;
    }
  }

  void clearAnnotations() {
    annotations = 0;
    droppedAnnotations = 0;
    if (times.length > LARGE) {
      times = new long[SMALL];
      values = new long[SMALL];
    }
  }

  /**
   * Adds an annotation.
   *
   * @param time microseconds since the Unix epoch; 0 if it is absent
   * @param value a region
   */
  void annotate(long time, long value) {
    if (annotations == times.length) {
      if (annotations == MAX_ANNOTATIONS) {
        droppedAnnotations++;
        return;
      }
      times = Arrays.copyOf(times, 2 * annotations);
      values = Arrays.copyOf(values, 2 * annotations);
    }
    times[annotations] = time;
    values[annotations++] = value;
  }

  int annotations() {
    return annotations;
  }

  /** How many annotations found no place. */
  int droppedAnnotations() {
    return droppedAnnotations;
  }

  long annotationTime(int i) {
    return times[i];
  }

  long annotationValue(int i) {
    return values[i];
  }
}
