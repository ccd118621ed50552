// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

/** Writes JSON (RFC 8259) into a string. */
final class JsonText {

  private JsonText() {}

  /** Appends {@code "key":}, with a comma before it unless it is the first of its object. */
  static void appendKey(StringBuilder out, String key) {
    if (out.charAt(out.length() - 1) != '{') {
      out.append(',');
    }
    appendString(out, key);
    out.append(':');
  }

  /** Appends a number or boolean as it is, null, or anything else as a string. */
  static void appendValue(StringBuilder out, Object value) {
    switch (value) {
      case null -> out.append("null");
      case Boolean b -> out.append(b);
      case Double d when !Double.isFinite(d) -> appendString(out, d.toString());
      case Float f when !Float.isFinite(f) -> appendString(out, f.toString());
      case Number n -> out.append(n);
      default -> appendString(out, String.valueOf(value));
    }
  }

  static void appendString(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7F) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
