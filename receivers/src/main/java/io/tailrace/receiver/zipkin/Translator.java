// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.memory.MemoryBudget;
import io.tailrace.otlp.OtlpWriter;
import io.tailrace.receiver.intake.NoRoomException;
import org.jspecify.annotations.Nullable;

/**
 * Translates the body of a request into an {@code ExportTraceServiceRequest}, span by span, and
 * counts what could not be taken. Belongs to one thread, which uses it for every request; its
 * memory is reserved from {@link #translate} to {@link #close}.
 */
final class Translator {

  private static final int LARGE_BYTES = 4 << 20;
  private static final int SHOWN_CHARACTERS = 40;

  private final Room room;
  private final Text text;
  private final ZipkinSpan span;
  private final SpanGroups groups = new SpanGroups();
  private final V1Translator v1;
  private final V2Translator v2;
  private final JsonV1Decoder jsonV1;
  private final JsonV2Decoder jsonV2;
  private final ProtoDecoder proto;
  private final ThriftDecoder thrift;

  private Format format = Format.V2_JSON;
  private byte[] body = {};
  private byte[] request = {};
  private int requestLength;
  private long nowNanos;
  private int seen;
  private int rejected;
  private int repairedText;
  private int repairedValues;
  private @Nullable String firstRejection;

  Translator(MemoryBudget memory, TranslationSettings settings) {
    room = new Room(memory);
    text = new Text(room);
    span = new ZipkinSpan(text);
    var out = new SpanOutput(text, groups);
    v1 = new V1Translator(settings, text, out);
    v2 = new V2Translator(settings, text, out);
    jsonV1 = new JsonV1Decoder(this, text, span);
    jsonV2 = new JsonV2Decoder(this, text, span);
    proto = new ProtoDecoder(this, text, span);
    thrift = new ThriftDecoder(this, text, span);
  }

  /**
   * Translates {@code bytes[0, length)}. Whatever comes of it, {@link #close} is due.
   *
   * @param unixNanos the present time
   * @throws MalformedSpansException if it is not a list of spans; none of them is taken then
   * @throws NoRoomException if there is no memory for it
   */
  void translate(Format bodyFormat, byte[] bytes, int length, long unixNanos)
      throws MalformedSpansException {
    format = bodyFormat;
    body = bytes;
    nowNanos = unixNanos;
    seen = 0;
    rejected = 0;
    repairedText = 0;
    repairedValues = 0;
    firstRejection = null;
    requestLength = 0;
    room.open(length);
    text.open(bytes);
    groups.clear();
    switch (format) {
      case V1_JSON -> jsonV1.decode(bytes, length);
      case V2_JSON -> jsonV2.decode(bytes, length);
      case V2_PROTO -> proto.decode(bytes, length);
      case V1_THRIFT -> thrift.decode(bytes, length);
    }
    assemble();
  }

  private void assemble() {
    if (groups.spans() == 0) {
      return;
    }
    requestLength = groups.length();
    room.output(groups.memoryBytes(requestLength));
    if (request.length < requestLength) {
      request = new byte[requestLength + requestLength / 4];
    }
    groups.writeTo(new OtlpWriter(request));
  }

  /** Holds the request at {@code [0, requestLength())}. */
  byte[] request() {
    return request;
  }

  /** 0 if no span could be taken. */
  int requestLength() {
    return requestLength;
  }

  /** Spans that were left out because of their IDs, or because they are none. */
  int rejected() {
    return rejected;
  }

  int translated() {
    return groups.spans();
  }

  /** Spans in which invalid UTF-8 was replaced. */
  int repairedText() {
    return repairedText;
  }

  /** Spans of which a value was left out. */
  int repairedValues() {
    return repairedValues;
  }

  /** What is wrong with the first span that was left out, and what would be right. */
  String firstRejection() {
    return String.valueOf(firstRejection);
  }

  /** Gives the memory back that the request took. */
  void close() {
    room.close();
    body = new byte[0];
    if (request.length > LARGE_BYTES) {
      request = new byte[0];
    }
  }

  /** Says that the next span is read. */
  void beginSpan() {
    span.clear();
  }

  /**
   * Says that the span has been read, and writes it.
   *
   * @param offset where it begins
   */
  void endSpan(int offset) {
    seen++;
    if (span.badId != null) {
      reject(offset, span.badId, span.badIdValue, span.expectedId);
      return;
    }
    switch (format) {
      case V1_JSON -> v1.write(span, nowNanos, false);
      case V1_THRIFT -> v1.write(span, 0, true);
      case V2_JSON, V2_PROTO -> v2.write(span);
    }
    if (text.isRepaired()) {
      repairedText++;
    }
    if (span.hasBadValue) {
      repairedValues++;
    }
    room.output(groups.memoryBytes(0));
  }

  /** Says that an element of the list is no span at all. */
  void rejectElement(int offset, String expected) {
    seen++;
    reject(offset, "element", Text.NONE, expected);
  }

  /** Whether no span was left out yet: what is said about the first one is kept. */
  boolean isFirstRejection() {
    return rejected == 0;
  }

  private void reject(int offset, String what, long value, String expected) {
    if (rejected++ > 0) {
      return;
    }
    String shown = "missing or zero";
    if (value != Text.NONE) {
      shown = text.toString(value);
      if (shown.length() > SHOWN_CHARACTERS) {
        shown = shown.substring(0, SHOWN_CHARACTERS) + "…";
      }
      shown = "\"" + shown + "\"";
    }
    firstRejection =
        "span "
            + seen
            + place(format, body, offset)
            + ": "
            + (what.equals("element") ? "not a span" : what + ": " + shown)
            + " (expected: "
            + expected
            + ")";
  }

  /** Where something is in a body, for people: line and column in JSON, otherwise the byte. */
  static String place(Format format, byte[] body, int offset) {
    if (!format.isJson()) {
      return " at byte " + offset;
    }
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      if (body[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return " at line " + line + ", column " + (offset - lineStart + 1);
  }
}
