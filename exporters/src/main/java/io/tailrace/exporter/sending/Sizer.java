// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.otlp.SpanBatch;
import java.util.Locale;
import java.util.Map;

/** What a queue or a batch is measured in. */
public enum Sizer {
  /** Batches as they were consumed. */
  REQUESTS,
  /** Spans. */
  ITEMS,
  /** Bytes of encoded OTLP. */
  BYTES;

  static final Map<String, Sizer> FOR_QUEUES =
      Map.of("requests", REQUESTS, "items", ITEMS, "bytes", BYTES);
  static final Map<String, Sizer> FOR_BATCHES = Map.of("items", ITEMS, "bytes", BYTES);

  /** The word as it stands in configurations: {@code requests}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  long sizeOf(SpanBatch batch) {
    return switch (this) {
      case REQUESTS -> 1;
      case ITEMS -> batch.spanCount();
      case BYTES -> batch.length();
    };
  }
}
