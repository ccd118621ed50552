// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static io.tailrace.otlp.OtlpWriter.varintSize;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.ProtoWriter;
import io.tailrace.otlp.Utf8;

/** Writes tags as attributes, with valid UTF-8 whatever was sent. Belongs to one thread. */
final class AttributeWriter {

  /** The value of an {@link Tags#UNKNOWN} type that has no number any more. */
  static final long UNSET = Long.MIN_VALUE;

  private final ProtoWriter out;
  private boolean repaired;

  AttributeWriter(ProtoWriter out) {
    this.out = out;
  }

  /** Whether invalid UTF-8 was replaced since this was asked last. */
  boolean takeRepaired() {
    boolean was = repaired;
    repaired = false;
    return was;
  }

  /** Writes {@code b[start, end)} as a string field, if there is anything. */
  void string(int tag, byte[] b, int start, int end) {
    if (end > start) {
      if (Utf8.isValid(b, start, end)) {
        out.bytes(tag, b, start, end - start);
      } else {
        byte[] valid = repaired(b, start, end);
        out.bytes(tag, valid, 0, valid.length);
      }
    }
  }

  /** Writes the text of a tag as a string field, if it is text and there is any. */
  void string(int tag, Tags tags, int i) {
    if (tags.type(i) == Tags.STRING) {
      string(tag, tags.bytes(), tags.valueStart(i), tags.valueEnd(i));
    } else if (tags.type(i) == Tags.UNKNOWN) {
      byte[] text = unknown(tags.value(i));
      string(tag, text, 0, text.length);
    }
  }

  private byte[] repaired(byte[] b, int start, int end) {
    repaired = true;
    return Utf8.repaired(b, start, end);
  }

  /** Writes the tag as an attribute that is field {@code field}. */
  void attribute(int field, Tags tags, int i) {
    if (tags.known(i) == KnownKey.HTTP_STATUS_CODE) {
      attribute(field, KnownKey.bytes(KnownKey.HTTP_STATUS_CODE), tags, i);
    } else {
      attribute(field, tags.bytes(), tags.keyStart(i), tags.keyEnd(i), tags, i);
    }
  }

  /** Writes the tag under another key. */
  void attribute(int field, byte[] key, Tags tags, int i) {
    attribute(field, key, 0, key.length, tags, i);
  }

  private void attribute(int field, byte[] key, int start, int end, Tags tags, int i) {
    if (tags.type(i) == Tags.STRING && shortText(field, key, start, end, tags, i)) {
      return;
    }
    if (!Utf8.isValid(key, start, end)) {
      byte[] valid = repaired(key, start, end);
      attribute(field, valid, 0, valid.length, tags, i);
      return;
    }
    int length = end - start;
    switch (tags.type(i)) {
      case Tags.STRING ->
          text(field, key, start, length, tags.bytes(), tags.valueStart(i), tags.valueEnd(i));
      case Tags.BOOL -> {
        begin(field, key, start, length, 2);
        out.varint(OtlpField.ANY_BOOL, tags.value(i));
      }
      case Tags.INT -> {
        begin(field, key, start, length, 1 + varintSize(tags.value(i)));
        out.varint(OtlpField.ANY_INT, tags.value(i));
      }
      case Tags.DOUBLE -> {
        begin(field, key, start, length, 1 + Long.BYTES);
        out.fixed64(OtlpField.ANY_DOUBLE, tags.value(i));
      }
      case Tags.BINARY -> {
        int size = tags.valueEnd(i) - tags.valueStart(i);
        begin(field, key, start, length, 1 + varintSize(size) + size);
        out.bytes(OtlpField.ANY_BYTES, tags.bytes(), tags.valueStart(i), size);
      }
      default -> {
        byte[] text = unknown(tags.value(i));
        text(field, key, start, length, text, 0, text.length);
      }
    }
  }

  private boolean shortText(int field, byte[] key, int start, int end, Tags tags, int i) {
    int value = tags.valueStart(i);
    return out.shortAttribute(
        field, key, start, end - start, tags.bytes(), value, tags.valueEnd(i) - value);
  }

  /** What the collector writes for a type that it does not know, word for word. */
  static byte[] unknown(long type) {
    String name = type == UNSET ? "<UNSET>" : String.valueOf(type);
    return ("<Unknown Jaeger TagType \"" + name + "\">").getBytes(UTF_8);
  }

  /** Writes an attribute of text: a valid key, and {@code text[start, end)}. */
  void text(int field, byte[] key, byte[] text, int start, int end) {
    text(field, key, 0, key.length, text, start, end);
  }

  private void text(
      int field, byte[] key, int keyStart, int keyLength, byte[] text, int start, int end) {
    byte[] valid = text;
    int from = start;
    int size = end - start;
    if (!Utf8.isValid(text, start, end)) {
      valid = repaired(text, start, end);
      from = 0;
      size = valid.length;
    }
    begin(field, key, keyStart, keyLength, 1 + varintSize(size) + size);
    out.bytes(OtlpField.ANY_STRING, valid, from, size);
  }

  /**
   * Writes a {@code KeyValue} up to its {@code AnyValue}, of which {@code valueSize} bytes follow.
   */
  private void begin(int field, byte[] key, int start, int length, int valueSize) {
    out.sized(field, 2 + varintSize(length) + length + varintSize(valueSize) + valueSize);
    out.bytes(OtlpField.KEY_VALUE_KEY, key, start, length);
    out.sized(OtlpField.KEY_VALUE_VALUE, valueSize);
  }
}
