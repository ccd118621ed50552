// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.encoding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.ProtoMessage;
import io.tailrace.otlp.SpanBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/**
 * Writes OTLP bytes as OTLP/JSON (OTLP specification, "JSON Protobuf Encoding"): IDs in hex, 64-bit
 * integers as strings, enums as integers, bytes in base64, keys in lowerCamelCase, absent fields
 * left out. Fields that this version of OTLP does not know cannot be written and are left out.
 */
public final class OtlpJson {

  private static final int INITIAL_BYTES_PER_BYTE = 2;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(2000).build())
          .build();

  private final JsonGenerator json;

  private OtlpJson(JsonGenerator json) {
    this.json = json;
  }

  /** The batch as one line of JSON in UTF-8, without a line break. */
  public static byte[] write(SpanBatch batch) {
    var out = new ByteArrayOutputStream(batch.length() * INITIAL_BYTES_PER_BYTE + 64);
    try (var generator = FACTORY.createGenerator(out)) {
      new OtlpJson(generator).request(ProtoMessage.of(batch));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void request(ProtoMessage request) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("resourceSpans");
    for (var resourceSpans : request.messages(OtlpField.REQUEST_RESOURCE_SPANS)) {
      resourceSpans(resourceSpans);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void resourceSpans(ProtoMessage message) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("resource");
    var resource = message.message(OtlpField.RESOURCE_SPANS_RESOURCE);
    attributes(resource, OtlpField.RESOURCE_ATTRIBUTES);
    count("droppedAttributesCount", resource, OtlpField.RESOURCE_DROPPED_ATTRIBUTES_COUNT);
    json.writeEndObject();
    json.writeArrayFieldStart("scopeSpans");
    for (var scopeSpans : message.messages(OtlpField.RESOURCE_SPANS_SCOPE_SPANS)) {
      scopeSpans(scopeSpans);
    }
    json.writeEndArray();
    string("schemaUrl", message, OtlpField.RESOURCE_SPANS_SCHEMA_URL);
    json.writeEndObject();
  }

  private void scopeSpans(ProtoMessage message) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("scope");
    var scope = message.message(OtlpField.SCOPE_SPANS_SCOPE);
    string("name", scope, OtlpField.SCOPE_NAME);
    string("version", scope, OtlpField.SCOPE_VERSION);
    attributes(scope, OtlpField.SCOPE_ATTRIBUTES);
    count("droppedAttributesCount", scope, OtlpField.SCOPE_DROPPED_ATTRIBUTES_COUNT);
    json.writeEndObject();
    json.writeArrayFieldStart("spans");
    for (var span : message.messages(OtlpField.SCOPE_SPANS_SPAN)) {
      span(span);
    }
    json.writeEndArray();
    string("schemaUrl", message, OtlpField.SCOPE_SPANS_SCHEMA_URL);
    json.writeEndObject();
  }

  private void span(ProtoMessage span) throws IOException {
    json.writeStartObject();
    hex("traceId", span, OtlpField.SPAN_TRACE_ID);
    hex("spanId", span, OtlpField.SPAN_SPAN_ID);
    string("traceState", span, OtlpField.SPAN_TRACE_STATE);
    hex("parentSpanId", span, OtlpField.SPAN_PARENT_SPAN_ID);
    count("flags", span, OtlpField.SPAN_FLAGS);
    string("name", span, OtlpField.SPAN_NAME);
    enumeration("kind", span, OtlpField.SPAN_KIND);
    nanos("startTimeUnixNano", span, OtlpField.SPAN_START_TIME);
    nanos("endTimeUnixNano", span, OtlpField.SPAN_END_TIME);
    attributes(span, OtlpField.SPAN_ATTRIBUTES);
    count("droppedAttributesCount", span, OtlpField.SPAN_DROPPED_ATTRIBUTES_COUNT);
    events(span);
    count("droppedEventsCount", span, OtlpField.SPAN_DROPPED_EVENTS_COUNT);
    links(span);
    count("droppedLinksCount", span, OtlpField.SPAN_DROPPED_LINKS_COUNT);
    if (span.has(OtlpField.SPAN_STATUS)) {
      var status = span.message(OtlpField.SPAN_STATUS);
      json.writeObjectFieldStart("status");
      string("message", status, OtlpField.STATUS_MESSAGE);
      enumeration("code", status, OtlpField.STATUS_CODE);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void events(ProtoMessage span) throws IOException {
    var events = span.messages(OtlpField.SPAN_EVENTS);
    if (events.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("events");
    for (var event : events) {
      json.writeStartObject();
      nanos("timeUnixNano", event, OtlpField.EVENT_TIME);
      string("name", event, OtlpField.EVENT_NAME);
      attributes(event, OtlpField.EVENT_ATTRIBUTES);
      count("droppedAttributesCount", event, OtlpField.EVENT_DROPPED_ATTRIBUTES_COUNT);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void links(ProtoMessage span) throws IOException {
    var links = span.messages(OtlpField.SPAN_LINKS);
    if (links.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("links");
    for (var link : links) {
      json.writeStartObject();
      hex("traceId", link, OtlpField.LINK_TRACE_ID);
      hex("spanId", link, OtlpField.LINK_SPAN_ID);
      string("traceState", link, OtlpField.LINK_TRACE_STATE);
      attributes(link, OtlpField.LINK_ATTRIBUTES);
      count("droppedAttributesCount", link, OtlpField.LINK_DROPPED_ATTRIBUTES_COUNT);
      count("flags", link, OtlpField.LINK_FLAGS);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void attributes(ProtoMessage owner, int tag) throws IOException {
    var attributes = owner.messages(tag);
    if (attributes.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("attributes");
    for (var attribute : attributes) {
      keyValue(attribute);
    }
    json.writeEndArray();
  }

  private void keyValue(ProtoMessage attribute) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", attribute.string(OtlpField.KEY_VALUE_KEY));
    if (attribute.has(OtlpField.KEY_VALUE_VALUE)) {
      json.writeFieldName("value");
      anyValue(attribute.message(OtlpField.KEY_VALUE_VALUE));
    }
    json.writeEndObject();
  }

  private void anyValue(ProtoMessage message) throws IOException {
    var value = message.anyValue();
    int member = value.anyValueMember();
    json.writeStartObject();
    switch (member) {
      case OtlpField.ANY_STRING -> json.writeStringField("stringValue", value.string(member));
      case OtlpField.ANY_BOOL -> json.writeBooleanField("boolValue", value.number(member) != 0);
      case OtlpField.ANY_INT ->
          json.writeStringField("intValue", Long.toString(value.number(member)));
      case OtlpField.ANY_DOUBLE -> doubleValue(Double.longBitsToDouble(value.number(member)));
      case OtlpField.ANY_BYTES -> json.writeBinaryField("bytesValue", value.bytes(member));
      case OtlpField.ANY_ARRAY -> {
        startValues("arrayValue");
        for (var each : value.message(member).messages(OtlpField.LIST_VALUES)) {
          anyValue(each);
        }
        endValues();
      }
      case OtlpField.ANY_KVLIST -> {
        startValues("kvlistValue");
        for (var each : value.message(member).messages(OtlpField.LIST_VALUES)) {
          keyValue(each);
        }
        endValues();
      }
      default -> {}
    }
    json.writeEndObject();
  }

  private void startValues(String name) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeArrayFieldStart("values");
  }

  private void endValues() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
  }

  private void doubleValue(double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField("doubleValue", value);
    } else {
      json.writeStringField("doubleValue", Double.toString(value));
    }
  }

  private void string(String name, ProtoMessage owner, int tag) throws IOException {
    String value = owner.string(tag);
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }

  private void hex(String name, ProtoMessage owner, int tag) throws IOException {
    byte[] value = owner.bytes(tag);
    if (value.length > 0) {
      json.writeStringField(name, HexFormat.of().formatHex(value));
    }
  }

  private void nanos(String name, ProtoMessage owner, int tag) throws IOException {
    long value = owner.number(tag);
    if (value != 0) {
      json.writeStringField(name, Long.toUnsignedString(value));
    }
  }

  private void count(String name, ProtoMessage owner, int tag) throws IOException {
    long value = owner.number(tag) & 0xFFFFFFFFL;
    if (value != 0) {
      json.writeNumberField(name, value);
    }
  }

  private void enumeration(String name, ProtoMessage owner, int tag) throws IOException {
    int value = (int) owner.number(tag);
    if (value != 0) {
      json.writeNumberField(name, value);
    }
  }
}
