// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.debug;

import static io.tailrace.otlp.OtlpField.*;

import io.tailrace.otlp.ProtoMessage;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Attribute values as text. */
final class ValueText {

  private ValueText() {}

  /** With its type: {@code Str(GET)}, {@code Int(200)}, {@code Slice(["a", 1])}. */
  static String typed(ProtoMessage any) {
    String plain = plain(any);
    return switch (any.anyValueMember()) {
      case ANY_STRING -> "Str(" + plain + ")";
      case ANY_BOOL -> "Bool(" + plain + ")";
      case ANY_INT -> "Int(" + plain + ")";
      case ANY_DOUBLE -> "Double(" + plain + ")";
      case ANY_ARRAY -> "Slice(" + plain + ")";
      case ANY_KVLIST -> "Map(" + plain + ")";
      case ANY_BYTES -> "Bytes(" + plain + ")";
      default -> "Empty()";
    };
  }

  /** Without: {@code GET}, {@code 200}, {@code ["a", 1]}; bytes in hex. */
  static String plain(ProtoMessage any) {
    var value = any.anyValue();
    int member = value.anyValueMember();
    return switch (member) {
      case ANY_STRING -> value.string(member);
      case ANY_BOOL -> Boolean.toString(value.number(member) != 0);
      case ANY_INT -> Long.toString(value.number(member));
      case ANY_DOUBLE -> Double.toString(Double.longBitsToDouble(value.number(member)));
      case ANY_BYTES -> HexFormat.of().formatHex(value.bytes(member));
      case ANY_ARRAY ->
          value.message(member).messages(LIST_VALUES).stream()
              .map(ValueText::nested)
              .collect(Collectors.joining(", ", "[", "]"));
      case ANY_KVLIST ->
          value.message(member).messages(LIST_VALUES).stream()
              .map(
                  kv ->
                      quoted(kv.string(KEY_VALUE_KEY)) + ": " + nested(kv.message(KEY_VALUE_VALUE)))
              .collect(Collectors.joining(", ", "{", "}"));
      default -> "";
    };
  }

  private static String nested(ProtoMessage any) {
    return switch (any.anyValueMember()) {
      case ANY_STRING, ANY_BYTES -> quoted(plain(any));
      case 0 -> "null";
      default -> plain(any);
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
