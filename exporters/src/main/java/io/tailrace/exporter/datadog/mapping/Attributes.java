// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import io.tailrace.otlp.OtlpField;
import java.util.Arrays;

/** The attributes of one span, resource or scope, as positions in the bytes that hold them. */
final class Attributes {

  /** No attribute. */
  static final int NONE = -1;

  private final Keys keys;
  private final FieldReader pair = new FieldReader();
  private final FieldReader value = new FieldReader();

  byte[] bytes = {};
  int count;
  int[] keyOffset = new int[32];
  int[] keyLength = new int[32];
  int[] keyHash = new int[32];
  int[] keyId = new int[32];

  /** Which member of {@code AnyValue} is set, by its tag; 0 for none. */
  int[] kind = new int[32];

  int[] valueOffset = new int[32];
  int[] valueEnd = new int[32];

  /** Integers and booleans; doubles by their bits. */
  long[] number = new long[32];

  /** By the number of a known key: one more than the first attribute with it, or 0. */
  private final int[] first;

  Attributes(Keys keys) {
    this.keys = keys;
    first = new int[keys.count()];
  }

  /** Forgets everything; what is added next lies in {@code newBytes}. */
  void reset(byte[] newBytes) {
    for (int i = 0; i < count; i++) {
      if (keyId[i] >= 0) {
        first[keyId[i]] = 0;
      }
    }
    count = 0;
    bytes = newBytes;
  }

  /** Adds the {@code KeyValue} at {@code bytes[from, to)}. */
  void add(int from, int to) {
    int i = count;
    if (i == kind.length) {
      grow();
    }
    keyOffset[i] = from;
    keyLength[i] = 0;
    kind[i] = 0;
    valueOffset[i] = from;
    valueEnd[i] = from;
    pair.reset(bytes, from, to);
    while (pair.next()) {
      if (pair.tag() == OtlpField.KEY_VALUE_KEY) {
        keyOffset[i] = pair.start();
        keyLength[i] = pair.end() - pair.start();
      } else if (pair.tag() == OtlpField.KEY_VALUE_VALUE) {
        anyValue(i, pair.start(), pair.end());
      }
    }
    int hash = ByteHash.of(bytes, keyOffset[i], keyLength[i]);
    int id = keys.find(bytes, keyOffset[i], keyLength[i], hash);
    keyHash[i] = hash;
    keyId[i] = id;
    count = i + 1;
    if (id >= 0 && first[id] == 0) {
      first[id] = count;
    }
  }

  private void anyValue(int i, int from, int to) {
    value.reset(bytes, from, to);
    while (value.next()) {
      switch (value.tag()) {
        case OtlpField.ANY_STRING,
            OtlpField.ANY_BYTES,
            OtlpField.ANY_ARRAY,
            OtlpField.ANY_KVLIST -> {
          kind[i] = value.tag();
          valueOffset[i] = value.start();
          valueEnd[i] = value.end();
        }
        case OtlpField.ANY_BOOL, OtlpField.ANY_INT, OtlpField.ANY_DOUBLE -> {
          kind[i] = value.tag();
          number[i] = value.number();
        }
        default -> {}
      }
    }
  }

  /** The first attribute with a known key, or {@link #NONE}. */
  int find(Key key) {
    return first[key.ordinal()] - 1;
  }

  /** The same by the key's number. */
  int find(int id) {
    return first[id] - 1;
  }

  /** Whether an attribute's value is a number: an integer or a double. */
  boolean isNumber(int i) {
    return kind[i] == OtlpField.ANY_INT || kind[i] == OtlpField.ANY_DOUBLE;
  }

  /** The value of a number. */
  double asDouble(int i) {
    return kind[i] == OtlpField.ANY_DOUBLE ? Double.longBitsToDouble(number[i]) : number[i];
  }

  private void grow() {
    int capacity = kind.length * 2;
    keyOffset = Arrays.copyOf(keyOffset, capacity);
    keyLength = Arrays.copyOf(keyLength, capacity);
    keyHash = Arrays.copyOf(keyHash, capacity);
    keyId = Arrays.copyOf(keyId, capacity);
    kind = Arrays.copyOf(kind, capacity);
    valueOffset = Arrays.copyOf(valueOffset, capacity);
    valueEnd = Arrays.copyOf(valueEnd, capacity);
    number = Arrays.copyOf(number, capacity);
  }
}
