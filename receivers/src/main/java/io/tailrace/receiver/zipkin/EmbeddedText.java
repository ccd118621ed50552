// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/**
 * Takes apart the annotations and tags into which the collector's exporter puts events and links:
 * {@code name|{attributes}|dropped} and {@code trace|span|state|{attributes}|dropped} (source:
 * {@code zipkinv2/from_translator.go}, v0.158). What is not of that form says nothing but itself.
 * Belongs to one thread.
 */
final class EmbeddedText {

  private static final long MAX_UINT32 = 0xFFFF_FFFFL;

  private final Text text;
  private final JsonReader json;
  private final TagTable attributes;
  private final long[] id = new long[2];

  private byte[] bytes = {};
  private int droppedAttributes;
  private boolean hasDroppedValue;

  /** The event's name, or the link's trace state; a region. */
  private long head;

  private long traceIdHigh;
  private long traceIdLow;
  private long spanId;

  EmbeddedText(Text text) {
    this.text = text;
    json = new JsonReader(text);
    attributes = new TagTable(text);
  }

  /** The attributes of what was taken apart last. */
  TagTable attributes() {
    return attributes;
  }

  long droppedAttributes() {
    return droppedAttributes & MAX_UINT32;
  }

  /** Whether a value within a value was left out: neither has a place for it. */
  boolean hasDroppedValue() {
    return hasDroppedValue;
  }

  long head() {
    return head;
  }

  long traceIdHigh() {
    return traceIdHigh;
  }

  long traceIdLow() {
    return traceIdLow;
  }

  long spanId() {
    return spanId;
  }

  /** Takes an event apart; false if the annotation is but a name. */
  boolean event(long annotation) {
    bytes = text.array(annotation);
    int start = Text.offset(annotation);
    int end = start + Text.length(annotation);
    int name = bar(start, end);
    if (name == end || !tail(name + 1, end)) {
      return false;
    }
    head = text.region(bytes, start, name - start);
    return true;
  }

  /** Takes a link apart; false if the tag is but a string. */
  boolean link(long tag) {
    bytes = text.array(tag);
    int start = Text.offset(tag);
    int end = start + Text.length(tag);
    int trace = bar(start, end);
    int span = bar(Math.min(trace + 1, end), end);
    int state = bar(Math.min(span + 1, end), end);
    if (state == end || !id(start, trace, 32)) {
      return false;
    }
    traceIdHigh = id[0];
    traceIdLow = id[1];
    if (!id(trace + 1, span, 16) || !tail(state + 1, end)) {
      return false;
    }
    spanId = id[1];
    head = text.region(bytes, span + 1, state - span - 1);
    return true;
  }

  private int bar(int start, int end) {
    int p = start;
    while (p < end && bytes[p] != '|') {
      p++;
    }
    return p;
  }

  /** An ID of exactly so many digits, perhaps in quotes; nothing at all stands for zero. */
  private boolean id(int start, int end, int digits) {
    boolean quoted = end - start >= 2 && bytes[start] == '"' && bytes[end - 1] == '"';
    int from = quoted ? start + 1 : start;
    int to = quoted ? end - 1 : end;
    if (from == to) {
      id[0] = 0;
      id[1] = 0;
      return true;
    }
    return to - from == digits && HexId.parse(bytes, from, to, id);
  }

  /** Reads {@code {attributes}|dropped}. */
  private boolean tail(int start, int end) {
    int last = end;
    while (last > start && bytes[last - 1] != '|') {
      last--;
    }
    return last > start && count(last, end) && object(start, last - 1);
  }

  private boolean count(int start, int end) {
    long count = 0;
    for (int p = start; p < end; p++) {
      int digit = bytes[p] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      count = count * 10 + digit;
      if (count > MAX_UINT32) {
        return false;
      }
    }
    droppedAttributes = (int) count;
    return end > start;
  }

  private boolean object(int start, int end) {
    attributes.clear();
    hasDroppedValue = false;
    if (start == end || (bytes[start] != '{' && bytes[end - 1] != '}')) {
      return false;
    }
    try {
      json.open(bytes, start, end);
      if (json.peek() != JsonReader.OBJECT) {
        return false;
      }
      json.beginObject();
      while (json.nextField()) {
        value(json.name());
      }
      json.end();
      return true;
    } catch (MalformedSpansException _) {
      return false;
    }
  }

  private void value(long key) throws MalformedSpansException {
    switch (json.peek()) {
      case JsonReader.STRING -> attributes.string(key, json.string());
      case JsonReader.NUMBER -> number(key);
      case JsonReader.TRUE -> {
        json.literal();
        attributes.put(key, TagTable.BOOL, 1);
      }
      case JsonReader.FALSE -> {
        json.literal();
        attributes.put(key, TagTable.BOOL, 0);
      }
      case JsonReader.NULL -> json.literal();
      default -> {
        json.skip();
        hasDroppedValue = true;
      }
    }
  }

  private void number(long key) throws MalformedSpansException {
    if (!json.number()) {
      hasDroppedValue = true;
    } else if (json.isWhole()) {
      attributes.put(key, TagTable.INT, json.wholeValue());
    } else {
      attributes.put(key, TagTable.DOUBLE, Double.doubleToRawLongBits(json.doubleValue()));
    }
  }
}
