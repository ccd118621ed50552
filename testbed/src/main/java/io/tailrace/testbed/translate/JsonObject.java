// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import org.jspecify.annotations.Nullable;

/** Writes a JSON object member by member; a key may come twice. Not thread-safe. */
final class JsonObject {

  private final StringBuilder out = new StringBuilder("{");

  /** A string; null leaves the member out. */
  JsonObject text(String key, @Nullable String value) {
    return value == null ? this : raw(key, quote(value));
  }

  /** A number; {@link Zipkin#ABSENT} leaves the member out. */
  JsonObject number(String key, long value) {
    return value == Zipkin.ABSENT ? this : raw(key, String.valueOf(value));
  }

  /** A value that is JSON already. */
  JsonObject raw(String key, String json) {
    out.append(out.length() > 1 ? "," : "").append(quote(key)).append(':').append(json);
    return this;
  }

  private static String quote(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  @Override
  public String toString() {
    return out + "}";
  }
}
