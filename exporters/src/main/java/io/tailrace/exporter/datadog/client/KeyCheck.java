// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.client;

import io.tailrace.component.ComponentException;
import io.tailrace.net.HttpAnswer;
import io.tailrace.net.HttpPoster;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Tries an API key at the start ({@code GET /api/v1/validate}). The key is never shown. */
public final class KeyCheck {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int FORBIDDEN = 403;

  private KeyCheck() {}

  /**
   * Tries the key of the intake. With {@code fail_on_invalid_key} this waits for the answer, for
   * ten seconds at most; else it only starts, and the log tells the result.
   *
   * @throws ComponentException if the key is invalid and that is to end the start
   */
  public static void start(Destination.Intake intake, HttpPoster client, Logger log) {
    var exchange =
        client.get(intake.validate(), Map.of("DD-API-KEY", intake.key().value()), TIMEOUT);
    if (!intake.failOnInvalidKey()) {
      var _ = exchange.whenComplete((answer, failure) -> report(answer, failure, intake, log));
      return;
    }
    try {
      var answer = exchange.join();
      if (answer.status() == FORBIDDEN) {
        throw new ComponentException(invalid(intake));
      }
      report(answer, null, intake, log);
    } catch (CompletionException e) {
      report(null, e, intake, log);
    }
  }

  private static String invalid(Destination.Intake intake) {
    return "api::key: "
        + intake.validate().getHost()
        + " says that it is invalid (expected: a key of the organization at this site)";
  }

  private static void report(
      @Nullable HttpAnswer answer,
      @Nullable Throwable failure,
      Destination.Intake intake,
      Logger log) {
    if (answer == null) {
      log.warn("api::key could not be tried: {}", Answers.describe(failure));
    } else if (answer.status() == FORBIDDEN) {
      log.error("{}; everything that is sent will be refused", invalid(intake));
    } else if (answer.status() / 100 == 2) {
      log.info("api::key is valid");
    } else {
      log.warn("api::key could not be tried: HTTP {}", answer.status());
    }
  }
}
