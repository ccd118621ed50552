// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.client;

import io.tailrace.exporter.otlp.HttpFailure;
import io.tailrace.exporter.sending.ExportOutcome;
import io.tailrace.net.HttpAnswer;
import io.tailrace.time.Clock;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of Datadog or an Agent means for a request. Network errors, 408 and 5xx may pass
 * (datadog-agent {@code pkg/trace/writer/sender.go}); so may 429, for which the Agent gives up. 400
 * and 422 find fault with the spans, 413 with their number.
 */
public final class Answers {

  private static final int BAD_REQUEST = 400;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_LARGE = 413;
  private static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FORBIDDEN = 403;

  private Answers() {}

  /** The outcome of an exchange: there is either an answer or a failure. */
  public static ExportOutcome outcome(
      @Nullable HttpAnswer answer, @Nullable Throwable failure, Clock clock) {
    if (answer == null) {
      return new ExportOutcome.Retryable(describe(failure));
    }
    int status = answer.status();
    if (status / 100 == 2) {
      return ExportOutcome.ACCEPTED;
    }
    String reason = HttpFailure.describe(answer);
    if (status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= 500) {
      return new ExportOutcome.Retryable(reason, HttpFailure.retryAfter(answer, clock));
    }
    if (status == BAD_REQUEST || status == UNPROCESSABLE) {
      return new ExportOutcome.Invalid(reason);
    }
    if (status == TOO_LARGE) {
      return new ExportOutcome.TooLarge(reason);
    }
    return new ExportOutcome.Permanent(
        status == FORBIDDEN ? reason + " (is api::key valid for api::site?)" : reason);
  }

  /** A failure in words. */
  static String describe(@Nullable Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof TimeoutException
        ? "no answer within the timeout"
        : String.valueOf(cause);
  }
}
