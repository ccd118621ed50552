// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.net.RpcStatus;
import io.tailrace.net.UnaryHandler;
import io.tailrace.receiver.intake.Outcome;

/**
 * The method {@value #METHOD}. It knows no partial success: spans that can never be taken are
 * counted, and the others are acknowledged.
 */
final class JaegerGrpcHandler implements UnaryHandler {

  static final String METHOD = "jaeger.api_v2.CollectorService/PostSpans";

  private final JaegerIntake intake;

  JaegerGrpcHandler(JaegerIntake intake) {
    this.intake = intake;
  }

  @Override
  public Answer handle(byte[] message, int length) {
    return switch (intake.takeProto(message, length)) {
      case Outcome.Accepted _, Outcome.Partial _ -> Answer.Ok.EMPTY;
      case Outcome.Failed(RpcStatus status) -> new Answer.Failed(status);
    };
  }

  @Override
  public void refused(RpcStatus status) {
    intake
        .metrics()
        .rejectedRequest(
            switch (status.code()) {
              case RESOURCE_EXHAUSTED -> status.retryAfter() == null ? "too_large" : "no_memory";
              case UNAVAILABLE -> "shutting_down";
              case UNAUTHENTICATED -> "unauthenticated";
              default -> "malformed";
            });
  }
}
