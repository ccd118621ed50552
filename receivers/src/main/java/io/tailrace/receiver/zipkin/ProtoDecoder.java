// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/**
 * Reads v2 Protocol Buffers, a {@code zipkin.proto3.ListOfSpans} (source: {@code zipkin.proto}). A
 * field of another wire type than its own is unknown, and skipped. Belongs to one thread.
 */
final class ProtoDecoder {

  private static final int LIST_SPANS = 0x0A;

  private static final int TRACE_ID = 0x0A;
  private static final int PARENT_ID = 0x12;
  private static final int ID = 0x1A;
  private static final int KIND = 0x20;
  private static final int NAME = 0x2A;
  private static final int TIMESTAMP = 0x31;
  private static final int DURATION = 0x38;
  private static final int LOCAL_ENDPOINT = 0x42;
  private static final int REMOTE_ENDPOINT = 0x4A;
  private static final int ANNOTATIONS = 0x52;
  private static final int TAGS = 0x5A;

  private static final int ENDPOINT_SERVICE_NAME = 0x0A;
  private static final int ENDPOINT_IPV4 = 0x12;
  private static final int ENDPOINT_IPV6 = 0x1A;
  private static final int ENDPOINT_PORT = 0x20;

  private static final int ANNOTATION_TIMESTAMP = 0x09;
  private static final int ANNOTATION_VALUE = 0x12;

  private static final int ENTRY_KEY = 0x0A;
  private static final int ENTRY_VALUE = 0x12;

  private static final int MAX_PORT = 0xFFFF;

  private final Translator translator;
  private final Text text;
  private final ZipkinSpan span;
  private final IpText addresses;
  private final ProtoReader list = new ProtoReader();
  private final ProtoReader fields = new ProtoReader();
  private final ProtoReader inner = new ProtoReader();
  private byte[] bytes = {};

  ProtoDecoder(Translator translator, Text text, ZipkinSpan span) {
    this.translator = translator;
    this.text = text;
    this.span = span;
    addresses = new IpText(text);
  }

  void decode(byte[] body, int length) throws MalformedSpansException {
    bytes = body;
    list.open(body, 0, length);
    for (int tag = list.next(); tag != ProtoReader.END; tag = list.next()) {
      if (tag == LIST_SPANS) {
        translator.beginSpan();
        fields.open(body, list.start(), list.end());
        span();
        check();
        translator.endSpan(list.start());
      }
    }
  }

  private void span() throws MalformedSpansException {
    for (int tag = fields.next(); tag != ProtoReader.END; tag = fields.next()) {
      switch (tag) {
        case TRACE_ID -> traceId(fields.start(), fields.end());
        case PARENT_ID -> span.parentId = spanId("parent_id", span.parentId);
        case ID -> span.spanId = spanId("id", span.spanId);
        case KIND -> span.kind = SpanKinds.ofProto((int) fields.number());
        case NAME -> span.name = string(fields);
        case TIMESTAMP -> span.timestamp = micros(fields.number());
        case DURATION -> span.duration = micros(fields.number());
        case LOCAL_ENDPOINT -> endpoint(span.local);
        case REMOTE_ENDPOINT -> endpoint(span.remote);
        case ANNOTATIONS -> annotation();
        case TAGS -> tag();
        default -> {
          // debug and shared have no place in OTLP; others are unknown
        }
      }
    }
  }

  private void check() {
    if ((span.traceIdHigh | span.traceIdLow) == 0) {
      span.reject("trace_id", Text.NONE, "16 or 8 bytes, not all of them 0");
    }
    if (span.spanId == 0) {
      span.reject("id", Text.NONE, "8 bytes, not all of them 0");
    }
    if (span.duration > SpanOutput.MAX_MICROS - span.timestamp) {
      span.duration = 0;
      span.hasBadValue = true;
    }
  }

  private void traceId(int start, int end) {
    switch (end - start) {
      case 16 -> {
        span.traceIdHigh = bigEndian(start);
        span.traceIdLow = bigEndian(start + 8);
      }
      case 8 -> {
        span.traceIdHigh = 0;
        span.traceIdLow = bigEndian(start);
      }
      case 0 -> {}
      default -> span.reject("trace_id", length(end - start), "16 or 8 bytes");
    }
  }

  private long spanId(String name, long before) {
    int length = fields.end() - fields.start();
    if (length == 8) {
      return bigEndian(fields.start());
    }
    if (length > 0) {
      span.reject(name, length(length), "8 bytes");
    }
    return before;
  }

  private long length(int count) {
    return translator.isFirstRejection() ? text.ascii(Ascii.of(count + " bytes")) : Text.NONE;
  }

  private long bigEndian(int offset) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | (bytes[offset + i] & 0xFF);
    }
    return value;
  }

  private long string(ProtoReader reader) {
    return text.valid(bytes, reader.start(), reader.end());
  }

  /** Unsigned; what is too large for OTLP is left out. */
  private long micros(long number) {
    if (number < 0 || number > SpanOutput.MAX_MICROS) {
      span.hasBadValue = true;
      return 0;
    }
    return number;
  }

  private void endpoint(Host host) throws MalformedSpansException {
    inner.open(bytes, fields.start(), fields.end());
    for (int tag = inner.next(); tag != ProtoReader.END; tag = inner.next()) {
      switch (tag) {
        case ENDPOINT_SERVICE_NAME -> host.service = string(inner);
        case ENDPOINT_IPV4 -> host.ipv4 = address();
        case ENDPOINT_IPV6 -> host.ipv6 = address();
        case ENDPOINT_PORT -> host.port = port((int) inner.number());
        default -> {
          // unknown
        }
      }
    }
  }

  private long address() {
    int count = inner.end() - inner.start();
    if (count == 0) {
      return Text.EMPTY;
    }
    long address = addresses.format(bytes, inner.start(), count);
    if (address == Text.NONE) {
      span.hasBadValue = true;
      return Text.EMPTY;
    }
    return address;
  }

  private int port(int port) {
    if (port < 0 || port > MAX_PORT) {
      span.hasBadValue = true;
      return 0;
    }
    return port;
  }

  private void annotation() throws MalformedSpansException {
    long time = 0;
    long value = Text.EMPTY;
    inner.open(bytes, fields.start(), fields.end());
    for (int tag = inner.next(); tag != ProtoReader.END; tag = inner.next()) {
      switch (tag) {
        case ANNOTATION_TIMESTAMP -> time = micros(inner.number());
        case ANNOTATION_VALUE -> value = string(inner);
        default -> {
          // unknown
        }
      }
    }
    span.annotate(time, value);
  }

  private void tag() throws MalformedSpansException {
    long key = Text.EMPTY;
    long value = Text.EMPTY;
    inner.open(bytes, fields.start(), fields.end());
    for (int tag = inner.next(); tag != ProtoReader.END; tag = inner.next()) {
      switch (tag) {
        case ENTRY_KEY -> key = string(inner);
        case ENTRY_VALUE -> value = string(inner);
        default -> {
          // unknown
        }
      }
    }
    span.tags.string(key, value);
  }
}
