// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

/**
 * A field of an OTLP message, as JSON names it.
 *
 * @param tag its tag on the wire
 * @param kind how its value is written
 * @param message what the value is if the kind says that it is a message
 */
record JsonField(int tag, Kind kind, JsonMessage message) {

  /** How JSON writes a value (source: OTLP specification 1.11, "JSON Protobuf Encoding"). */
  enum Kind {
    MESSAGE,
    MESSAGES,
    STRING,
    STRINGS,
    /** Base64. */
    BYTES,
    /** 32 hexadecimal digits. */
    TRACE_ID,
    /** 16 hexadecimal digits. */
    SPAN_ID,
    BOOL,
    DOUBLE,
    /** {@code AnyValue.int_value}: what does not fit becomes {@code double_value}. */
    ANY_INT,
    UINT32,
    FIXED32,
    FIXED64,
    SPAN_KIND,
    STATUS_CODE
  }
}
