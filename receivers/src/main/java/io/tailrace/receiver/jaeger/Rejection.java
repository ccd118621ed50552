// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

/** Why a span is left out of its batch, as metrics say it. */
enum Rejection {
  /** Trace ID or span ID are missing, zero, or too short. */
  INVALID_ID("invalid_id"),
  /** The bytes of the span are no span. */
  MALFORMED("malformed"),
  /** More tags, logs or references than a span can have. */
  TOO_LARGE("too_large");

  private final String label;

  Rejection(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
