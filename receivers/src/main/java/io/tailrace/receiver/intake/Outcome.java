// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.intake;

import io.tailrace.net.RpcStatus;

/** What became of a request, before it is worded for a transport. */
public sealed interface Outcome {

  /** Every span was taken. */
  Accepted ACCEPTED = new Accepted();

  /** See {@link #ACCEPTED}. */
  record Accepted() implements Outcome {}

  /**
   * Some spans were not taken and never will be (source: OTLP specification 1.11, "Partial
   * Success").
   *
   * @param rejectedSpans how many
   * @param message why, and what would be right
   */
  record Partial(long rejectedSpans, String message) implements Outcome {}

  /** Nothing was taken. */
  record Failed(RpcStatus status) implements Outcome {}
}
