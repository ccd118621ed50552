// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import io.tailrace.otlp.OtlpField;
import io.tailrace.receiver.otlp.JsonField.Kind;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of OTLP traces and their fields by JSON name (source: opentelemetry-proto v1.11.0).
 * Fields are known in lowerCamelCase, as OTLP has it, and in snake_case, which the collector takes
 * too.
 */
final class JsonMessage {

  static final JsonMessage REQUEST = new JsonMessage();

  private static final JsonMessage RESOURCE_SPANS = new JsonMessage();
  private static final JsonMessage SCOPE_SPANS = new JsonMessage();
  private static final JsonMessage RESOURCE = new JsonMessage();
  private static final JsonMessage ENTITY_REF = new JsonMessage();
  private static final JsonMessage SCOPE = new JsonMessage();
  private static final JsonMessage SPAN = new JsonMessage();
  private static final JsonMessage EVENT = new JsonMessage();
  private static final JsonMessage LINK = new JsonMessage();
  private static final JsonMessage STATUS = new JsonMessage();
  private static final JsonMessage KEY_VALUE = new JsonMessage();
  private static final JsonMessage ANY_VALUE = new JsonMessage();
  private static final JsonMessage ARRAY_VALUE = new JsonMessage();
  private static final JsonMessage KEY_VALUE_LIST = new JsonMessage();

  static {
    REQUEST.messages("resourceSpans", OtlpField.REQUEST_RESOURCE_SPANS, RESOURCE_SPANS);
    RESOURCE_SPANS
        .message("resource", OtlpField.RESOURCE_SPANS_RESOURCE, RESOURCE)
        .messages("scopeSpans", OtlpField.RESOURCE_SPANS_SCOPE_SPANS, SCOPE_SPANS)
        .scalar("schemaUrl", OtlpField.RESOURCE_SPANS_SCHEMA_URL, Kind.STRING);
    SCOPE_SPANS
        .message("scope", OtlpField.SCOPE_SPANS_SCOPE, SCOPE)
        .messages("spans", OtlpField.SCOPE_SPANS_SPAN, SPAN)
        .scalar("schemaUrl", OtlpField.SCOPE_SPANS_SCHEMA_URL, Kind.STRING);
    RESOURCE
        .attributes(OtlpField.RESOURCE_ATTRIBUTES, OtlpField.RESOURCE_DROPPED_ATTRIBUTES_COUNT)
        .messages("entityRefs", 0x1A, ENTITY_REF);
    ENTITY_REF
        .scalar("schemaUrl", 0x0A, Kind.STRING)
        .scalar("type", 0x12, Kind.STRING)
        .scalar("idKeys", 0x1A, Kind.STRINGS)
        .scalar("descriptionKeys", 0x22, Kind.STRINGS);
    SCOPE
        .scalar("name", OtlpField.SCOPE_NAME, Kind.STRING)
        .scalar("version", OtlpField.SCOPE_VERSION, Kind.STRING)
        .attributes(OtlpField.SCOPE_ATTRIBUTES, OtlpField.SCOPE_DROPPED_ATTRIBUTES_COUNT);
    SPAN.scalar("traceId", OtlpField.SPAN_TRACE_ID, Kind.TRACE_ID)
        .scalar("spanId", OtlpField.SPAN_SPAN_ID, Kind.SPAN_ID)
        .scalar("traceState", OtlpField.SPAN_TRACE_STATE, Kind.STRING)
        .scalar("parentSpanId", OtlpField.SPAN_PARENT_SPAN_ID, Kind.SPAN_ID)
        .scalar("name", OtlpField.SPAN_NAME, Kind.STRING)
        .scalar("kind", OtlpField.SPAN_KIND, Kind.SPAN_KIND)
        .scalar("startTimeUnixNano", OtlpField.SPAN_START_TIME, Kind.FIXED64)
        .scalar("endTimeUnixNano", OtlpField.SPAN_END_TIME, Kind.FIXED64)
        .attributes(OtlpField.SPAN_ATTRIBUTES, OtlpField.SPAN_DROPPED_ATTRIBUTES_COUNT)
        .messages("events", OtlpField.SPAN_EVENTS, EVENT)
        .scalar("droppedEventsCount", OtlpField.SPAN_DROPPED_EVENTS_COUNT, Kind.UINT32)
        .messages("links", OtlpField.SPAN_LINKS, LINK)
        .scalar("droppedLinksCount", OtlpField.SPAN_DROPPED_LINKS_COUNT, Kind.UINT32)
        .message("status", OtlpField.SPAN_STATUS, STATUS)
        .scalar("flags", OtlpField.SPAN_FLAGS, Kind.FIXED32);
    EVENT
        .scalar("timeUnixNano", OtlpField.EVENT_TIME, Kind.FIXED64)
        .scalar("name", OtlpField.EVENT_NAME, Kind.STRING)
        .attributes(OtlpField.EVENT_ATTRIBUTES, OtlpField.EVENT_DROPPED_ATTRIBUTES_COUNT);
    LINK.scalar("traceId", OtlpField.LINK_TRACE_ID, Kind.TRACE_ID)
        .scalar("spanId", OtlpField.LINK_SPAN_ID, Kind.SPAN_ID)
        .scalar("traceState", OtlpField.LINK_TRACE_STATE, Kind.STRING)
        .attributes(OtlpField.LINK_ATTRIBUTES, OtlpField.LINK_DROPPED_ATTRIBUTES_COUNT)
        .scalar("flags", OtlpField.LINK_FLAGS, Kind.FIXED32);
    STATUS
        .scalar("message", OtlpField.STATUS_MESSAGE, Kind.STRING)
        .scalar("code", OtlpField.STATUS_CODE, Kind.STATUS_CODE);
    KEY_VALUE
        .scalar("key", OtlpField.KEY_VALUE_KEY, Kind.STRING)
        .message("value", OtlpField.KEY_VALUE_VALUE, ANY_VALUE);
    ANY_VALUE
        .scalar("stringValue", OtlpField.ANY_STRING, Kind.STRING)
        .scalar("boolValue", OtlpField.ANY_BOOL, Kind.BOOL)
        .scalar("intValue", OtlpField.ANY_INT, Kind.ANY_INT)
        .scalar("doubleValue", OtlpField.ANY_DOUBLE, Kind.DOUBLE)
        .message("arrayValue", OtlpField.ANY_ARRAY, ARRAY_VALUE)
        .message("kvlistValue", OtlpField.ANY_KVLIST, KEY_VALUE_LIST)
        .scalar("bytesValue", OtlpField.ANY_BYTES, Kind.BYTES);
    ARRAY_VALUE.messages("values", OtlpField.LIST_VALUES, ANY_VALUE);
    KEY_VALUE_LIST.messages("values", OtlpField.LIST_VALUES, KEY_VALUE);
  }

  private final Map<String, JsonField> fields = new HashMap<>();

  private JsonMessage() {}

  /** The field with this name; null if there is none. */
  @Nullable JsonField field(String name) {
    return fields.get(name);
  }

  /**
   * Whether a null in a list of these stands for an empty one, so that the others keep their place.
   */
  boolean isNullAnElement() {
    return this == ANY_VALUE;
  }

  private JsonMessage attributes(int tag, int droppedCountTag) {
    return messages("attributes", tag, KEY_VALUE)
        .scalar("droppedAttributesCount", droppedCountTag, Kind.UINT32);
  }

  private JsonMessage scalar(String name, int tag, Kind kind) {
    return put(name, new JsonField(tag, kind, this));
  }

  private JsonMessage message(String name, int tag, JsonMessage type) {
    return put(name, new JsonField(tag, Kind.MESSAGE, type));
  }

  private JsonMessage messages(String name, int tag, JsonMessage type) {
    return put(name, new JsonField(tag, Kind.MESSAGES, type));
  }

  private JsonMessage put(String name, JsonField field) {
    fields.put(name, field);
    fields.put(name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT), field);
    return this;
  }
}
