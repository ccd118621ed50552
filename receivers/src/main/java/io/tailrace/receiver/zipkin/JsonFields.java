// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/**
 * Reads the values of fields that v1 and v2 have alike. A value of a wrong type is left out and
 * noted at the span; null is no value. Belongs to one thread.
 */
final class JsonFields {

  private static final FieldNames ENDPOINT = new FieldNames("serviceName", "ipv4", "ipv6", "port");
  private static final int SERVICE_NAME = 0;
  private static final int IPV4 = 1;
  private static final int IPV6 = 2;
  private static final int PORT = 3;

  private static final int MAX_PORT = 0xFFFF;

  private final JsonReader json;
  private final JsonReader inString;
  private final Text text;
  private final ZipkinSpan span;
  private final IpText addresses;
  private final long[] id = new long[2];

  JsonFields(JsonReader json, Text text, ZipkinSpan span) {
    this.json = json;
    inString = new JsonReader(text);
    this.text = text;
    this.span = span;
    addresses = new IpText(text);
  }

  /** A string; {@code before} if the value is none. */
  long string(long before) throws MalformedSpansException {
    if (json.peek() == JsonReader.STRING) {
      return json.string();
    }
    skipWrong();
    return before;
  }

  /** Passes over a value that is of no use, and notes that unless it is null. */
  void skipWrong() throws MalformedSpansException {
    if (json.peek() == JsonReader.NULL) {
      json.literal();
    } else {
      json.skip();
      span.hasBadValue = true;
    }
  }

  /** Microseconds of 0 to what OTLP has numbers for; 0 if the value is none. */
  long micros() throws MalformedSpansException {
    return whole(SpanOutput.MAX_MICROS);
  }

  /** A whole number, in a string or not: Zipkin's own codec takes both. */
  private long whole(long max) throws MalformedSpansException {
    JsonReader reader = json;
    boolean isNumber;
    switch (json.peek()) {
      case JsonReader.NUMBER -> isNumber = json.number();
      case JsonReader.STRING -> {
        isNumber = isNumber(json.string());
        reader = inString;
      }
      default -> {
        skipWrong();
        return 0;
      }
    }
    if (isNumber && reader.isWhole() && reader.wholeValue() >= 0 && reader.wholeValue() <= max) {
      return reader.wholeValue();
    }
    span.hasBadValue = true;
    return 0;
  }

  /** Whether a string is a number; if so, {@link #inString} has read it. */
  private boolean isNumber(long value) {
    int start = Text.offset(value);
    int end = start + Text.length(value);
    inString.open(text.array(value), start, end);
    try {
      return inString.peek() == JsonReader.NUMBER
          && inString.number()
          && inString.position() == end;
    } catch (MalformedSpansException _) {
      return false;
    }
  }

  void traceId(String name) throws MalformedSpansException {
    if (id(name, 32, "a string of 1 to 32 hexadecimal digits")) {
      span.traceIdHigh = id[0];
      span.traceIdLow = id[1];
    }
  }

  void spanId(String name) throws MalformedSpansException {
    if (id(name, 16, "a string of 1 to 16 hexadecimal digits")) {
      span.spanId = id[1];
    }
  }

  /** An empty ID is none, as in the collector. */
  void parentId(String name) throws MalformedSpansException {
    if (id(name, 16, "a string of 1 to 16 hexadecimal digits, or nothing")) {
      span.parentId = id[1];
    }
  }

  private boolean id(String name, int digits, String expected) throws MalformedSpansException {
    switch (json.peek()) {
      case JsonReader.STRING -> {
        long value = json.string();
        int from = Text.offset(value);
        int count = Text.length(value);
        if (count > 0
            && count <= digits
            && HexId.parse(text.array(value), from, from + count, id)) {
          return true;
        }
        if (count > 0 || !name.equals("parentId")) {
          span.reject(name, value, expected);
        }
      }
      case JsonReader.NULL -> json.literal();
      default -> {
        int start = json.position();
        json.skip();
        span.reject(name, Text.bodyRegion(start, json.position()), expected);
      }
    }
    return false;
  }

  /** Checks the IDs when all fields of the span have been seen. */
  void checkIds() {
    if ((span.traceIdHigh | span.traceIdLow) == 0) {
      span.reject("traceId", Text.NONE, "1 to 32 hexadecimal digits, not all of them 0");
    }
    if (span.spanId == 0) {
      span.reject("id", Text.NONE, "1 to 16 hexadecimal digits, not all of them 0");
    }
  }

  /**
   * Reads an endpoint into {@code host}, which keeps what the value does not have.
   *
   * @param isAddressChecked whether addresses have to be some, and are brought into their usual
   *     form
   */
  void endpoint(Host host, boolean isAddressChecked) throws MalformedSpansException {
    if (json.peek() != JsonReader.OBJECT) {
      skipWrong();
      return;
    }
    json.beginObject();
    while (json.nextField()) {
      switch (ENDPOINT.of(text, json.name())) {
        case SERVICE_NAME -> host.service = string(host.service);
        case IPV4 -> host.ipv4 = address(host.ipv4, isAddressChecked);
        case IPV6 -> host.ipv6 = address(host.ipv6, isAddressChecked);
        case PORT -> host.port = (int) whole(MAX_PORT);
        default -> json.skip();
      }
    }
  }

  private long address(long before, boolean isChecked) throws MalformedSpansException {
    long value = string(before);
    if (!isChecked || Text.length(value) == 0) {
      return value;
    }
    long normal = addresses.normal(value);
    if (normal == Text.NONE) {
      span.hasBadValue = true;
      return Text.EMPTY;
    }
    return normal;
  }

  /** Reads a value of any scalar type into the table; others are left out. */
  void value(TagTable table, long key) throws MalformedSpansException {
    switch (json.peek()) {
      case JsonReader.STRING -> table.string(key, json.string());
      case JsonReader.NUMBER -> number(table, key);
      case JsonReader.TRUE -> {
        json.literal();
        table.put(key, TagTable.BOOL, 1);
      }
      case JsonReader.FALSE -> {
        json.literal();
        table.put(key, TagTable.BOOL, 0);
      }
      case JsonReader.NULL -> {
        json.literal();
        table.string(key, Text.EMPTY);
      }
      default -> {
        json.skip();
        span.hasBadValue = true;
      }
    }
  }

  private void number(TagTable table, long key) throws MalformedSpansException {
    if (!json.number()) {
      span.hasBadValue = true;
    } else if (json.isWhole()) {
      table.put(key, TagTable.INT, json.wholeValue());
    } else {
      table.put(key, TagTable.DOUBLE, Double.doubleToRawLongBits(json.doubleValue()));
    }
  }
}
