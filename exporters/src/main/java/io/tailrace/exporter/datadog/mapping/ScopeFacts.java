// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.SpanIndex;

/** What a scope says about its spans; used again for the next scope. */
final class ScopeFacts {

  final Text name = new Text();
  final Text version = new Text();
  final Attributes attributes;
  private final FieldReader outer = new FieldReader();
  private final FieldReader inner = new FieldReader();

  ScopeFacts(Keys keys) {
    attributes = new Attributes(keys);
  }

  void read(SpanIndex index, int context) {
    byte[] bytes = index.contextBytes();
    int from = index.scopeOffset(context);
    name.clear();
    version.clear();
    attributes.reset(bytes);
    outer.reset(bytes, from, from + index.scopeLength(context));
    while (outer.next()) {
      if (outer.tag() == OtlpField.SCOPE_SPANS_SCOPE) {
        scope(bytes);
      }
    }
  }

  private void scope(byte[] bytes) {
    inner.reset(bytes, outer.start(), outer.end());
    while (inner.next()) {
      int length = inner.end() - inner.start();
      switch (inner.tag()) {
        case OtlpField.SCOPE_NAME -> name.set(bytes, inner.start(), length);
        case OtlpField.SCOPE_VERSION -> version.set(bytes, inner.start(), length);
        case OtlpField.SCOPE_ATTRIBUTES -> attributes.add(inner.start(), inner.end());
        default -> {}
      }
    }
  }
}
