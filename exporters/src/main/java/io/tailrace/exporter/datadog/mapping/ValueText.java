// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import io.tailrace.otlp.OtlpField;
import java.math.BigDecimal;
import java.util.Base64;

/**
 * Attribute values as the collector writes them as strings ({@code pcommon.Value.AsString}):
 * strings as they are, numbers and booleans in JSON's spelling, bytes in base64, lists and maps as
 * JSON.
 */
final class ValueText {

  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

  /** Deeper levels are written as null; the scanner lets no more than 100 levels of messages in. */
  private static final int MAX_DEPTH = 32;

  private final Scratch scratch;

  ValueText(Scratch scratch) {
    this.scratch = scratch;
  }

  /** Points {@code text} at the value as a string. */
  void asString(Attributes attributes, int i, Text text) {
    int kind = attributes.kind[i];
    if (kind == OtlpField.ANY_STRING) {
      int from = attributes.valueOffset[i];
      text.set(attributes.bytes, from, attributes.valueEnd[i] - from);
    } else if (kind == OtlpField.ANY_BOOL) {
      byte[] word = attributes.number[i] != 0 ? TRUE : FALSE;
      text.set(word, 0, word.length);
    } else if (kind == 0) {
      text.clear();
    } else {
      int start = scratch.size();
      if (kind == OtlpField.ANY_BYTES) {
        base64(attributes.bytes, attributes.valueOffset[i], attributes.valueEnd[i]);
      } else {
        json(attributes, i);
      }
      scratch.textFrom(start, text);
    }
  }

  /** Writes the value as JSON. */
  void json(Attributes attributes, int i) {
    int from = attributes.valueOffset[i];
    int to = attributes.valueEnd[i];
    switch (attributes.kind[i]) {
      case OtlpField.ANY_BOOL, OtlpField.ANY_INT, OtlpField.ANY_DOUBLE ->
          scalar(attributes.kind[i], attributes.number[i]);
      case 0 -> scratch.put("null");
      default -> composite(attributes.bytes, attributes.kind[i], from, to, 0);
    }
  }

  private void scalar(int kind, long number) {
    switch (kind) {
      case OtlpField.ANY_BOOL -> {
        byte[] word = number != 0 ? TRUE : FALSE;
        scratch.put(word, 0, word.length);
      }
      case OtlpField.ANY_INT -> scratch.putDecimal(number);
      default -> scratch.put(decimal(Double.longBitsToDouble(number)));
    }
  }

  private void composite(byte[] bytes, int kind, int from, int to, int depth) {
    switch (kind) {
      case OtlpField.ANY_STRING -> scratch.putJson(bytes, from, to - from);
      case OtlpField.ANY_BYTES -> {
        scratch.put('"');
        base64(bytes, from, to);
        scratch.put('"');
      }
      case OtlpField.ANY_ARRAY -> list(bytes, from, to, depth + 1);
      default -> map(bytes, from, to, depth + 1);
    }
  }

  private void list(byte[] bytes, int from, int to, int depth) {
    scratch.put('[');
    var values = new FieldReader();
    values.reset(bytes, from, to);
    for (boolean isFirst = true; values.next(); ) {
      if (values.tag() == OtlpField.LIST_VALUES) {
        isFirst = separate(isFirst);
        anyValue(bytes, values.start(), values.end(), depth);
      }
    }
    scratch.put(']');
  }

  private void map(byte[] bytes, int from, int to, int depth) {
    scratch.put('{');
    var pairs = new FieldReader();
    pairs.reset(bytes, from, to);
    for (boolean isFirst = true; pairs.next(); ) {
      if (pairs.tag() == OtlpField.LIST_VALUES) {
        isFirst = separate(isFirst);
        pair(bytes, pairs.start(), pairs.end(), depth);
      }
    }
    scratch.put('}');
  }

  private boolean separate(boolean isFirst) {
    if (!isFirst) {
      scratch.put(',');
    }
    return false;
  }

  private void pair(byte[] bytes, int from, int to, int depth) {
    var fields = new FieldReader();
    fields.reset(bytes, from, to);
    int keyFrom = from;
    int keyTo = from;
    int valueFrom = from;
    int valueTo = from;
    while (fields.next()) {
      if (fields.tag() == OtlpField.KEY_VALUE_KEY) {
        keyFrom = fields.start();
        keyTo = fields.end();
      } else if (fields.tag() == OtlpField.KEY_VALUE_VALUE) {
        valueFrom = fields.start();
        valueTo = fields.end();
      }
    }
    scratch.putJson(bytes, keyFrom, keyTo - keyFrom);
    scratch.put(':');
    anyValue(bytes, valueFrom, valueTo, depth);
  }

  private void anyValue(byte[] bytes, int from, int to, int depth) {
    var fields = new FieldReader();
    fields.reset(bytes, from, to);
    int kind = 0;
    int valueFrom = from;
    int valueTo = from;
    long number = 0;
    while (fields.next()) {
      if (isMember(fields.tag())) {
        kind = fields.tag();
        valueFrom = fields.start();
        valueTo = fields.end();
        number = fields.number();
      }
    }
    switch (kind) {
      case OtlpField.ANY_BOOL, OtlpField.ANY_INT, OtlpField.ANY_DOUBLE -> scalar(kind, number);
      case OtlpField.ANY_STRING, OtlpField.ANY_BYTES, OtlpField.ANY_ARRAY, OtlpField.ANY_KVLIST -> {
        if (depth > MAX_DEPTH) {
          scratch.put("null");
        } else {
          composite(bytes, kind, valueFrom, valueTo, depth);
        }
      }
      default -> scratch.put("null");
    }
  }

  private static boolean isMember(int tag) {
    return switch (tag) {
      case OtlpField.ANY_STRING,
          OtlpField.ANY_BOOL,
          OtlpField.ANY_INT,
          OtlpField.ANY_DOUBLE,
          OtlpField.ANY_ARRAY,
          OtlpField.ANY_KVLIST,
          OtlpField.ANY_BYTES ->
          true;
      default -> false;
    };
  }

  private void base64(byte[] bytes, int from, int to) {
    byte[] encoded = Base64.getEncoder().encode(java.util.Arrays.copyOfRange(bytes, from, to));
    scratch.put(encoded, 0, encoded.length);
  }

  /** A double as Go's JSON has it: plain digits within {@code [1e-6, 1e21)}, else an exponent. */
  static String decimal(double value) {
    if (!Double.isFinite(value)) {
      return "null";
    }
    double size = Math.abs(value);
    if (value == 0 || (size >= 1e-6 && size < 1e21)) {
      return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
    String text = Double.toString(value);
    int exponent = text.indexOf('E');
    String digits = text.substring(0, exponent);
    String shown = digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits;
    String power = text.substring(exponent + 1);
    return shown + (power.startsWith("-") ? "e" + power : "e+" + power);
  }
}
