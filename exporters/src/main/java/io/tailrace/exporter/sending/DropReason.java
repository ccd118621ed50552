// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import java.util.Locale;

/** Why spans that an exporter had taken did not reach the backend. */
enum DropReason {
  /** The backend said that the request is wrong or not allowed. */
  PERMANENT_ERROR,
  /** The backend refused the span alone as invalid; what it was sent with was delivered. */
  INVALID_SPAN,
  /** The span alone is larger than the backend takes. */
  TOO_LARGE,
  /** The backend took the request and rejected some of its spans. */
  REJECTED_BY_BACKEND,
  /** {@code retry_on_failure.max_elapsed_time} passed without success. */
  RETRIES_EXHAUSTED,
  /** An attempt failed and {@code retry_on_failure.enabled} is false. */
  RETRY_DISABLED,
  /** The bytes of a persistent queue were damaged on the device. */
  STORAGE_DAMAGED,
  /** The collector stopped before the backend took them. */
  SHUTDOWN;

  /** The word as it stands in metrics and logs: {@code permanent_error}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
