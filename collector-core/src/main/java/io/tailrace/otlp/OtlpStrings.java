// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import java.util.Arrays;

/**
 * Which length-delimited fields of which OTLP message are strings, and which are messages
 * (opentelemetry-proto v1.11.0). A message is named by a small number, its <em>kind</em>.
 */
final class OtlpStrings {

  static final int REQUEST = 0;
  static final int RESOURCE_SPANS = 1;
  static final int SCOPE_SPANS = 2;
  static final int RESOURCE = 3;
  static final int SCOPE = 4;
  static final int SPAN = 5;
  static final int EVENT = 6;
  static final int LINK = 7;
  static final int STATUS = 8;
  static final int KEY_VALUE = 9;
  static final int ANY_VALUE = 10;
  static final int ARRAY_VALUE = 11;
  static final int KEY_VALUE_LIST = 12;
  static final int ENTITY_REF = 13;

  /** The field is a string. */
  static final int STRING = 14;

  /** The field is neither a string nor a message that holds strings. */
  static final int OTHER = 15;

  private static final byte[] FIELDS = fields();

  private OtlpStrings() {}

  /** What a field is: the kind of a message, {@link #STRING} or {@link #OTHER}. */
  static int of(int kind, int tag) {
    return (tag & ~0x7F) == 0 ? FIELDS[(kind << 7) | tag] : OTHER;
  }

  private static byte[] fields() {
    byte[] table = new byte[STRING << 7];
    Arrays.fill(table, (byte) OTHER);
    set(table, REQUEST, OtlpField.REQUEST_RESOURCE_SPANS, RESOURCE_SPANS);
    set(table, RESOURCE_SPANS, OtlpField.RESOURCE_SPANS_RESOURCE, RESOURCE);
    set(table, RESOURCE_SPANS, OtlpField.RESOURCE_SPANS_SCOPE_SPANS, SCOPE_SPANS);
    set(table, RESOURCE_SPANS, OtlpField.RESOURCE_SPANS_SCHEMA_URL, STRING);
    set(table, SCOPE_SPANS, OtlpField.SCOPE_SPANS_SCOPE, SCOPE);
    set(table, SCOPE_SPANS, OtlpField.SCOPE_SPANS_SPAN, SPAN);
    set(table, SCOPE_SPANS, OtlpField.SCOPE_SPANS_SCHEMA_URL, STRING);
    set(table, RESOURCE, OtlpField.RESOURCE_ATTRIBUTES, KEY_VALUE);
    set(table, RESOURCE, OtlpField.RESOURCE_ENTITY_REFS, ENTITY_REF);
    set(table, SCOPE, OtlpField.SCOPE_NAME, STRING);
    set(table, SCOPE, OtlpField.SCOPE_VERSION, STRING);
    set(table, SCOPE, OtlpField.SCOPE_ATTRIBUTES, KEY_VALUE);
    set(table, SPAN, OtlpField.SPAN_TRACE_STATE, STRING);
    set(table, SPAN, OtlpField.SPAN_NAME, STRING);
    set(table, SPAN, OtlpField.SPAN_ATTRIBUTES, KEY_VALUE);
    set(table, SPAN, OtlpField.SPAN_EVENTS, EVENT);
    set(table, SPAN, OtlpField.SPAN_LINKS, LINK);
    set(table, SPAN, OtlpField.SPAN_STATUS, STATUS);
    set(table, EVENT, OtlpField.EVENT_NAME, STRING);
    set(table, EVENT, OtlpField.EVENT_ATTRIBUTES, KEY_VALUE);
    set(table, LINK, OtlpField.LINK_TRACE_STATE, STRING);
    set(table, LINK, OtlpField.LINK_ATTRIBUTES, KEY_VALUE);
    set(table, STATUS, OtlpField.STATUS_MESSAGE, STRING);
    set(table, KEY_VALUE, OtlpField.KEY_VALUE_KEY, STRING);
    set(table, KEY_VALUE, OtlpField.KEY_VALUE_VALUE, ANY_VALUE);
    set(table, ANY_VALUE, OtlpField.ANY_STRING, STRING);
    set(table, ANY_VALUE, OtlpField.ANY_ARRAY, ARRAY_VALUE);
    set(table, ANY_VALUE, OtlpField.ANY_KVLIST, KEY_VALUE_LIST);
    set(table, ARRAY_VALUE, OtlpField.LIST_VALUES, ANY_VALUE);
    set(table, KEY_VALUE_LIST, OtlpField.LIST_VALUES, KEY_VALUE);
    for (int tag = 0x0A; tag <= 0x22; tag += 8) {
      set(table, ENTITY_REF, tag, STRING);
    }
    return table;
  }

  private static void set(byte[] table, int kind, int tag, int what) {
    table[(kind << 7) | tag] = (byte) what;
  }
}
