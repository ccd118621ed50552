// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.pipeline;

import java.time.Duration;

/** What a {@link Consumer} did with a batch. */
public sealed interface ConsumeResult {

  /** The batch was taken; it will be delivered, or counted as dropped with a reason. */
  Accepted ACCEPTED = new Accepted();

  /** See {@link #ACCEPTED}. */
  record Accepted() implements ConsumeResult {}

  /**
   * There is no room now; the sender should try again. Becomes RESOURCE_EXHAUSTED with RetryInfo,
   * or 429 with Retry-After.
   *
   * @param reason what is full, for the sender and the log
   * @param retryAfter how long the sender should wait
   */
  record Refused(String reason, Duration retryAfter) implements ConsumeResult {}

  /**
   * The batch can never be taken; sending it again would not help. Becomes INVALID_ARGUMENT, or
   * 400.
   *
   * @param reason what is wrong with it
   */
  record Rejected(String reason) implements ConsumeResult {}
}
