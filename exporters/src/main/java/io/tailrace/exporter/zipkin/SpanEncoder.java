// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.zipkin;

/** Writes v2 spans one behind the other as the body of a request. For one thread and one body. */
interface SpanEncoder extends AutoCloseable {

  /** Appends a span, which is used again when this returns. */
  void write(ZipkinSpan span);

  /** The body with all spans that were appended. */
  byte[] finish();

  @Override
  void close();
}
