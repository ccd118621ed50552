// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/**
 * Reads v1 JSON, a list of spans (source: Zipkin's {@code zipkin-api.yaml}). What stands for a span
 * but is none costs that span only, except null: that refuses the request, naming the place.
 * Belongs to one thread.
 */
final class JsonV1Decoder {

  private static final FieldNames SPAN =
      new FieldNames(
          "traceId",
          "id",
          "parentId",
          "name",
          "timestamp",
          "duration",
          "annotations",
          "binaryAnnotations");
  private static final int TRACE_ID = 0;
  private static final int ID = 1;
  private static final int PARENT_ID = 2;
  private static final int NAME = 3;
  private static final int TIMESTAMP = 4;
  private static final int DURATION = 5;
  private static final int ANNOTATIONS = 6;
  private static final int BINARY_ANNOTATIONS = 7;

  private static final FieldNames ANNOTATION = new FieldNames("timestamp", "value", "endpoint");
  private static final FieldNames BINARY_ANNOTATION = new FieldNames("key", "value", "endpoint");

  private final Translator translator;
  private final Text text;
  private final ZipkinSpan span;
  private final JsonReader json;
  private final JsonFields fields;
  private final Host host = new Host();

  /** One binary annotation: its value under an empty key until its key is known. */
  private final TagTable single;

  JsonV1Decoder(Translator translator, Text text, ZipkinSpan span) {
    this.translator = translator;
    this.text = text;
    this.span = span;
    json = new JsonReader(text);
    fields = new JsonFields(json, text, span);
    single = new TagTable(text);
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
    if (type == JsonReader.NULL) {
      throw new MalformedSpansException("null in the list of spans (expected: an object)", start);
    }
    if (type != JsonReader.OBJECT) {
      json.skip();
      translator.rejectElement(start, "an object");
      return;
    }
    translator.beginSpan();
    span();
    fields.checkIds();
    span.hasTimestamp = span.timestamp != 0;
    if (span.duration > SpanOutput.MAX_MICROS - span.timestamp) {
      span.duration = 0;
      span.hasBadValue = true;
    }
    translator.endSpan(start);
  }

  private void span() throws MalformedSpansException {
    json.beginObject();
    while (json.nextField()) {
      switch (SPAN.of(text, json.name())) {
        case TRACE_ID -> fields.traceId("traceId");
        case ID -> fields.spanId("id");
        case PARENT_ID -> fields.parentId("parentId");
        case NAME -> span.name = fields.string(span.name);
        case TIMESTAMP -> span.timestamp = fields.micros();
        case DURATION -> span.duration = fields.micros();
        case ANNOTATIONS -> annotations();
        case BINARY_ANNOTATIONS -> binaryAnnotations();
        default -> json.skip();
      }
    }
  }

  private void annotations() throws MalformedSpansException {
    if (json.peek() != JsonReader.ARRAY) {
      fields.skipWrong();
      return;
    }
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
    host.clear();
    json.beginObject();
    while (json.nextField()) {
      switch (ANNOTATION.of(text, json.name())) {
        case 0 -> time = fields.micros();
        case 1 -> value = fields.string(value);
        case 2 -> fields.endpoint(host, false);
        default -> json.skip();
      }
    }
    V1Annotations.add(span, time, value, host);
  }

  private void binaryAnnotations() throws MalformedSpansException {
    if (json.peek() != JsonReader.ARRAY) {
      fields.skipWrong();
      return;
    }
    json.beginArray();
    while (json.nextElement()) {
      switch (json.peek()) {
        case JsonReader.OBJECT -> binaryAnnotation();
        case JsonReader.NULL ->
            throw new MalformedSpansException(
                "null in the list of binary annotations (expected: an object)", json.position());
        default -> fields.skipWrong();
      }
    }
  }

  private void binaryAnnotation() throws MalformedSpansException {
    long key = Text.EMPTY;
    single.clear();
    single.string(Text.EMPTY, Text.EMPTY);
    host.clear();
    json.beginObject();
    while (json.nextField()) {
      switch (BINARY_ANNOTATION.of(text, json.name())) {
        case 0 -> key = fields.string(key);
        case 1 -> fields.value(single, Text.EMPTY);
        case 2 -> fields.endpoint(host, false);
        default -> json.skip();
      }
    }
    if (Text.length(host.service) > 0) {
      span.binaryService = host.service;
    }
    if (single.type(0) == TagTable.STRING && V1Annotations.isLocalComponent(text, key)) {
      span.localComponent = single.value(0);
    }
    span.tags.put(V1Annotations.key(text, key), single.type(0), single.value(0));
  }
}
