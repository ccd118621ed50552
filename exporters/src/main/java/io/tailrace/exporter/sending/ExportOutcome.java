// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.otlp.SpanBatch;
import java.time.Duration;

/** What a backend did with one request. */
public sealed interface ExportOutcome {

  /** See {@link Accepted}. */
  Accepted ACCEPTED = new Accepted();

  /** The backend took all spans. */
  record Accepted() implements ExportOutcome {}

  /**
   * The backend took the request but not all of its spans; it must not be sent again (OTLP
   * specification, "Partial Success").
   *
   * @param rejectedSpans how many spans it did not take; 0 if it only has a warning
   * @param message what it says about them
   */
  record PartiallyAccepted(long rejectedSpans, String message) implements ExportOutcome {}

  /**
   * The request may succeed if it is sent again.
   *
   * @param reason what went wrong, for the log
   * @param retryAfter how long the backend wants to be left alone; zero if it does not say
   */
  record Retryable(String reason, Duration retryAfter) implements ExportOutcome {

    public Retryable(String reason) {
      this(reason, Duration.ZERO);
    }
  }

  /**
   * The backend finds fault with the data, so that a part of it may be all right: it is looked for
   * by sending halves.
   *
   * @param reason what is wrong, for the log
   */
  record Invalid(String reason) implements ExportOutcome {}

  /**
   * The request is larger than the backend takes; halves of it may not be.
   *
   * @param reason what it says, for the log
   */
  record TooLarge(String reason) implements ExportOutcome {}

  /**
   * The batch went out in several parts, of which the backend refused some: the reason is looked
   * for in these only.
   *
   * @param rejectedSpans how many of the other spans it did not take, for good
   * @param message what it says about them; empty if there are none
   * @param rest an owned batch of the spans that it refused
   * @param refusal an {@link Invalid} or {@link TooLarge}
   */
  record RefusedInPart(long rejectedSpans, String message, SpanBatch rest, ExportOutcome refusal)
      implements ExportOutcome {}

  /**
   * The request will never succeed, whatever is in it: it is not allowed, or nobody is there who
   * understands it.
   *
   * @param reason what is wrong, for the log
   */
  record Permanent(String reason) implements ExportOutcome {}
}
