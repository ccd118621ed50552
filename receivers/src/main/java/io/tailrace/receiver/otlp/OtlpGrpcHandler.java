// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import io.tailrace.net.RpcStatus;
import io.tailrace.net.UnaryHandler;
import io.tailrace.receiver.intake.Outcome;
import io.tailrace.receiver.intake.SpanIntake;

/** The method {@value #METHOD}. */
final class OtlpGrpcHandler implements UnaryHandler {

  static final String METHOD = "opentelemetry.proto.collector.trace.v1.TraceService/Export";

  private final SpanIntake intake;

  OtlpGrpcHandler(SpanIntake intake) {
    this.intake = intake;
  }

  @Override
  public Answer handle(byte[] message, int length) {
    return switch (intake.take(message, length)) {
      case Outcome.Accepted _ -> Answer.Ok.EMPTY;
      case Outcome.Partial partial -> new Answer.Ok(ExportResponse.toProtobuf(partial));
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
              case OK, INVALID_ARGUMENT, INTERNAL -> "malformed";
            });
  }
}
