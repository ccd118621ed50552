// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.tailrace.net.JsonText;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Prints messages as OTLP/JSON, by reflection over the published descriptors: written from the
 * specification and without anything that the receiver uses to read.
 */
public final class OtlpJsonPrinter {

  private OtlpJsonPrinter() {}

  /** The message as OTLP/JSON. */
  public static String print(Message message) {
    var fields = new ArrayList<String>();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              var name = new StringBuilder();
              JsonText.quote(field.getJsonName(), name);
              fields.add(
                  name + " : " + (field.isRepeated() ? list(field, value) : one(field, value)));
            });
    return "{" + String.join(" ,\n", fields) + "}";
  }

  private static String list(FieldDescriptor field, Object values) {
    return "["
        + String.join(", ", ((List<?>) values).stream().map(v -> one(field, v)).toList())
        + "]";
  }

  private static String one(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case MESSAGE -> print((Message) value);
      case STRING -> quoted((String) value);
      case BYTES -> quoted(bytes(field, (ByteString) value));
      case INT64 -> quoted(value.toString());
      case FIXED64 -> quoted(Long.toUnsignedString((long) value));
      case UINT32, FIXED32 -> Integer.toUnsignedString((int) value);
      case ENUM ->
          String.valueOf(((com.google.protobuf.Descriptors.EnumValueDescriptor) value).getNumber());
      case BOOL, DOUBLE -> value.toString();
      default -> throw new IllegalArgumentException("no such type in OTLP: " + field);
    };
  }

  private static String bytes(FieldDescriptor field, ByteString value) {
    return field.getName().endsWith("_id")
        ? HexFormat.of().formatHex(value.toByteArray())
        : Base64.getEncoder().encodeToString(value.toByteArray());
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder();
    JsonText.quote(text, quoted);
    return quoted.toString();
  }
}
