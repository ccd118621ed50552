// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

/** What a span and its resource say under the keys that the mapping knows. */
final class Facts {

  final SpanFields span;
  final ValueText values;
  private Attributes resource;

  Facts(SpanFields span, Attributes resource, ValueText values) {
    this.span = span;
    this.resource = resource;
    this.values = values;
  }

  void resource(Attributes newResource) {
    resource = newResource;
  }

  /** Points {@code text} at the value of the span, else the resource; whether it is not empty. */
  boolean text(Key key, Text text) {
    return in(span.attributes, key, text) || in(resource, key, text);
  }

  /**
   * The same for a key that has an older name: in each place the first key that is there counts.
   */
  boolean text(Key key, Key older, Text text) {
    return in(span.attributes, key, older, text) || in(resource, key, older, text);
  }

  /** Points {@code text} at the value of the resource, else the span. */
  boolean textOfResourceFirst(Key key, Text text) {
    return in(resource, key, text) || in(span.attributes, key, text);
  }

  /** The same for a key that has an older name. */
  boolean textOfResourceFirst(Key key, Key older, Text text) {
    return in(resource, key, older, text) || in(span.attributes, key, older, text);
  }

  /** Points {@code text} at the value under a key's number of the span, else the resource. */
  boolean text(int keyId, Text text) {
    return at(span.attributes, span.attributes.find(keyId), text)
        || at(resource, resource.find(keyId), text);
  }

  /** An integer of the span, else the resource, also one that is written as text; else -1. */
  long integer(Key key, Text scratch) {
    int i = span.attributes.find(key);
    var place = i >= 0 ? span.attributes : resource;
    i = i >= 0 ? i : resource.find(key);
    if (i < 0) {
      return -1;
    }
    if (place.isNumber(i)) {
      return (long) place.asDouble(i);
    }
    values.asString(place, i, scratch);
    return decimal(scratch);
  }

  /** The number that a text of at most nine digits is; else -1. */
  static long decimal(Text text) {
    if (text.length == 0 || text.length > 9) {
      return -1;
    }
    long value = 0;
    for (int i = text.offset; i < text.offset + text.length; i++) {
      int digit = text.bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private boolean in(Attributes place, Key key, Text text) {
    return at(place, place.find(key), text);
  }

  private boolean in(Attributes place, Key key, Key older, Text text) {
    int i = place.find(key);
    return at(place, i >= 0 ? i : place.find(older), text);
  }

  private boolean at(Attributes place, int i, Text text) {
    if (i < 0) {
      return false;
    }
    values.asString(place, i, text);
    return text.length > 0;
  }
}
