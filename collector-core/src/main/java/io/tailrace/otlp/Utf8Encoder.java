// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

/** UTF-8 (RFC 3629) of text that may hold surrogates without a partner: they become U+FFFD. */
final class Utf8Encoder {

  private static final char REPLACEMENT = '\uFFFD';

  private Utf8Encoder() {}

  /** The bytes that {@code text[offset, offset + count)} takes. */
  static int length(char[] text, int offset, int count) {
    int length = count;
    int end = offset + count;
    for (int i = offset; i < end; i++) {
      char c = text[i];
      if (c >= 0x80) {
        if (isPair(text, i, end)) {
          i++;
          length += 2;
        } else {
          length += c < 0x800 ? 1 : 2;
        }
      }
    }
    return length;
  }

  /** Writes them to {@code target} from {@code at} on. */
  static void encode(char[] text, int offset, int count, byte[] target, int at) {
    int end = offset + count;
    int p = at;
    for (int i = offset; i < end; i++) {
      int c = text[i];
      if (c < 0x80) {
        target[p++] = (byte) c;
        continue;
      }
      if (isPair(text, i, end)) {
        c = Character.toCodePoint((char) c, text[++i]);
        target[p++] = (byte) (0xF0 | c >> 18);
        target[p++] = (byte) (0x80 | (c >> 12 & 0x3F));
        target[p++] = (byte) (0x80 | (c >> 6 & 0x3F));
      } else if (c < 0x800) {
        target[p++] = (byte) (0xC0 | c >> 6);
      } else {
        c = Character.isSurrogate((char) c) ? REPLACEMENT : c;
        target[p++] = (byte) (0xE0 | c >> 12);
        target[p++] = (byte) (0x80 | (c >> 6 & 0x3F));
      }
      target[p++] = (byte) (0x80 | (c & 0x3F));
    }
  }

  private static boolean isPair(char[] text, int i, int end) {
    return i + 1 < end
        && Character.isHighSurrogate(text[i])
        && Character.isLowSurrogate(text[i + 1]);
  }
}
