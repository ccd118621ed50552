// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import java.time.Duration;

/** How a server answered a request. */
public sealed interface SendOutcome {

  /**
   * The request was taken.
   *
   * @param rejectedSpans how many of its spans were not, by {@code partial_success}
   */
  record Accepted(long rejectedSpans) implements SendOutcome {}

  /**
   * The request should be sent again.
   *
   * @param status the gRPC status
   * @param retryAfter the delay the server asked for; zero if it did not ask
   */
  record Refused(String status, Duration retryAfter) implements SendOutcome {}

  /**
   * The request must not be sent again (OTLP specification, "OTLP/gRPC response").
   *
   * @param status the gRPC status and its message
   */
  record Failed(String status) implements SendOutcome {}
}
