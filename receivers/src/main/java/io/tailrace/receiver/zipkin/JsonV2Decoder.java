// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/**
 * Reads v2 JSON, a list of spans (source: Zipkin's {@code zipkin2-api.yaml}). What stands for a
 * span but is none costs that span only. Belongs to one thread.
 */
final class JsonV2Decoder {

  private static final FieldNames SPAN =
      new FieldNames(
          "traceId",
          "id",
          "parentId",
          "kind",
          "name",
          "timestamp",
          "duration",
          "localEndpoint",
          "remoteEndpoint",
          "annotations",
          "tags");
  private static final int TRACE_ID = 0;
  private static final int ID = 1;
  private static final int PARENT_ID = 2;
  private static final int KIND = 3;
  private static final int NAME = 4;
  private static final int TIMESTAMP = 5;
  private static final int DURATION = 6;
  private static final int LOCAL_ENDPOINT = 7;
  private static final int REMOTE_ENDPOINT = 8;
  private static final int ANNOTATIONS = 9;
  private static final int TAGS = 10;

  private static final FieldNames ANNOTATION = new FieldNames("timestamp", "value");

  private final Translator translator;
  private final Text text;
  private final ZipkinSpan span;
  private final JsonReader json;
  private final JsonFields fields;

  JsonV2Decoder(Translator translator, Text text, ZipkinSpan span) {
    this.translator = translator;
    this.text = text;
    this.span = span;
    json = new JsonReader(text);
    fields = new JsonFields(json, text, span);
  }

  void decode(byte[] body, int length) throws MalformedSpansException {
    json.open(body, 0, length);
    if (json.beginDocument()) {
      while (json.nextElement()) {
        element();
      }
    }
    json.end();
  }

  private void element() throws MalformedSpansException {
    int type = json.peek();
    int start = json.position();
    if (type == JsonReader.OBJECT) {
      translator.beginSpan();
      span();
      fields.checkIds();
      if (span.duration > SpanOutput.MAX_MICROS - span.timestamp) {
        span.duration = 0;
        span.hasBadValue = true;
      }
      translator.endSpan(start);
    } else {
      json.skip();
      if (type != JsonReader.NULL) {
        translator.rejectElement(start, "an object");
      }
    }
  }

  private void span() throws MalformedSpansException {
    json.beginObject();
    while (json.nextField()) {
      switch (SPAN.of(text, json.name())) {
        case TRACE_ID -> fields.traceId("traceId");
        case ID -> fields.spanId("id");
        case PARENT_ID -> fields.parentId("parentId");
        case KIND -> span.kind = SpanKinds.of(text, fields.string(Text.EMPTY));
        case NAME -> span.name = fields.string(span.name);
        case TIMESTAMP -> span.timestamp = fields.micros();
        case DURATION -> span.duration = fields.micros();
        case LOCAL_ENDPOINT -> fields.endpoint(span.local, true);
        case REMOTE_ENDPOINT -> fields.endpoint(span.remote, true);
        case ANNOTATIONS -> annotations();
        case TAGS -> tags();
        default -> json.skip();
      }
    }
  }

  private void annotations() throws MalformedSpansException {
    if (json.peek() != JsonReader.ARRAY) {
      fields.skipWrong();
      return;
    }
    span.clearAnnotations();
    json.beginArray();
    while (json.nextElement()) {
      if (json.peek() == JsonReader.OBJECT) {
        annotation();
      } else {
        fields.skipWrong();
      }
    }
  }

  private void annotation() throws MalformedSpansException {
    long time = 0;
    long value = Text.EMPTY;
    json.beginObject();
    while (json.nextField()) {
      switch (ANNOTATION.of(text, json.name())) {
        case 0 -> time = fields.micros();
        case 1 -> value = fields.string(value);
        default -> json.skip();
      }
    }
    span.annotate(time, value);
  }

  private void tags() throws MalformedSpansException {
    if (json.peek() != JsonReader.OBJECT) {
      fields.skipWrong();
      return;
    }
    json.beginObject();
    while (json.nextField()) {
      fields.value(span.tags, json.name());
    }
  }
}
