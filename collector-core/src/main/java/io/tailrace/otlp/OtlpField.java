// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

/**
 * Tags of the fields of OTLP traces: field number and wire type as they stand on the wire (source:
 * opentelemetry-proto v1.11.0, {@code trace.proto}, {@code common.proto}, {@code resource.proto}).
 */
public final class OtlpField {

  public static final int REQUEST_RESOURCE_SPANS = 0x0A;

  public static final int RESOURCE_SPANS_RESOURCE = 0x0A;
  public static final int RESOURCE_SPANS_SCOPE_SPANS = 0x12;
  public static final int RESOURCE_SPANS_SCHEMA_URL = 0x1A;

  public static final int SCOPE_SPANS_SCOPE = 0x0A;
  public static final int SCOPE_SPANS_SPAN = 0x12;
  public static final int SCOPE_SPANS_SCHEMA_URL = 0x1A;

  public static final int RESOURCE_ATTRIBUTES = 0x0A;
  public static final int RESOURCE_DROPPED_ATTRIBUTES_COUNT = 0x10;
  public static final int RESOURCE_ENTITY_REFS = 0x1A;

  public static final int SCOPE_NAME = 0x0A;
  public static final int SCOPE_VERSION = 0x12;
  public static final int SCOPE_ATTRIBUTES = 0x1A;
  public static final int SCOPE_DROPPED_ATTRIBUTES_COUNT = 0x20;

  public static final int SPAN_TRACE_ID = 0x0A;
  public static final int SPAN_SPAN_ID = 0x12;
  public static final int SPAN_TRACE_STATE = 0x1A;
  public static final int SPAN_PARENT_SPAN_ID = 0x22;
  public static final int SPAN_NAME = 0x2A;
  public static final int SPAN_KIND = 0x30;
  public static final int SPAN_START_TIME = 0x39;
  public static final int SPAN_END_TIME = 0x41;
  public static final int SPAN_ATTRIBUTES = 0x4A;
  public static final int SPAN_DROPPED_ATTRIBUTES_COUNT = 0x50;
  public static final int SPAN_EVENTS = 0x5A;
  public static final int SPAN_DROPPED_EVENTS_COUNT = 0x60;
  public static final int SPAN_LINKS = 0x6A;
  public static final int SPAN_DROPPED_LINKS_COUNT = 0x70;
  public static final int SPAN_STATUS = 0x7A;

  /** The only tag of two bytes: field 16, fixed32. */
  public static final int SPAN_FLAGS = 0x85;

  public static final int STATUS_MESSAGE = 0x12;
  public static final int STATUS_CODE = 0x18;

  public static final int EVENT_TIME = 0x09;
  public static final int EVENT_NAME = 0x12;
  public static final int EVENT_ATTRIBUTES = 0x1A;
  public static final int EVENT_DROPPED_ATTRIBUTES_COUNT = 0x20;

  public static final int LINK_TRACE_ID = 0x0A;
  public static final int LINK_SPAN_ID = 0x12;
  public static final int LINK_TRACE_STATE = 0x1A;
  public static final int LINK_ATTRIBUTES = 0x22;
  public static final int LINK_DROPPED_ATTRIBUTES_COUNT = 0x28;
  public static final int LINK_FLAGS = 0x35;

  public static final int KEY_VALUE_KEY = 0x0A;
  public static final int KEY_VALUE_VALUE = 0x12;

  public static final int ANY_STRING = 0x0A;
  public static final int ANY_BOOL = 0x10;
  public static final int ANY_INT = 0x18;
  public static final int ANY_DOUBLE = 0x21;
  public static final int ANY_ARRAY = 0x2A;
  public static final int ANY_KVLIST = 0x32;
  public static final int ANY_BYTES = 0x3A;

  /** {@code ArrayValue.values} and {@code KeyValueList.values}. */
  public static final int LIST_VALUES = 0x0A;

  private OtlpField() {}
}
