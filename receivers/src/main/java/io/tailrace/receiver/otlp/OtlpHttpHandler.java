// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.HttpHandler;
import io.tailrace.net.HttpHead;
import io.tailrace.net.HttpReply;
import io.tailrace.net.RpcCode;
import io.tailrace.net.RpcStatus;
import io.tailrace.receiver.intake.NoRoomException;
import io.tailrace.receiver.intake.Outcome;
import io.tailrace.receiver.intake.Reservation;
import io.tailrace.receiver.intake.SpanIntake;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * OTLP/HTTP (source: OTLP specification 1.11, "OTLP/HTTP"): answers in the encoding of the request,
 * failures as {@code google.rpc.Status}.
 */
final class OtlpHttpHandler implements HttpHandler {

  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final byte[] EMPTY = {};
  private static final byte[] EMPTY_OBJECT = {'{', '}'};

  /** What the conversion of JSON needs beside the body, as a multiple of it. */
  private static final long CONVERSION_FACTOR = 3;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final SpanIntake intake;
  private final MemoryBudget memory;
  private final String tracesPath;

  OtlpHttpHandler(SpanIntake intake, MemoryBudget memory, String tracesPath) {
    this.intake = intake;
    this.memory = memory;
    this.tracesPath = tracesPath;
  }

  @Override
  public @Nullable HttpReply admit(HttpHead head) {
    if (!head.path().equals(tracesPath)) {
      return fault(head, 404, "nothing at " + head.path() + " (expected: " + tracesPath + ")");
    }
    if (!head.method().equals("POST")) {
      return fault(head, 405, "method " + head.method() + " (expected: POST)")
          .with("allow", "POST");
    }
    String type = head.mediaType();
    if (!type.equals(PROTOBUF) && !type.equals(JSON)) {
      String given = type.isEmpty() ? "no Content-Type" : "Content-Type: " + type;
      return fault(head, 415, given + " (expected: " + PROTOBUF + " or " + JSON + ")")
          .with("accept", PROTOBUF + ", " + JSON);
    }
    return null;
  }

  @Override
  public HttpReply handle(HttpHead head, byte[] body, int length) {
    boolean json = isJson(head);
    return reply(json, json ? takeJson(body, length) : intake.take(body, length));
  }

  private Outcome takeJson(byte[] body, int length) {
    try (var reservation = new Reservation(memory)) {
      reservation.open(length, 0);
      reservation.cover(length * CONVERSION_FACTOR);
      byte[] request = JsonRequest.toProtobuf(body, length);
      return intake.take(request, request.length);
    } catch (MalformedJsonException e) {
      return intake.malformed(String.valueOf(e.getMessage()));
    } catch (NoRoomException e) {
      intake.metrics().rejectedRequest(e.reason());
      return new Outcome.Failed(e.status());
    }
  }

  private static HttpReply reply(boolean json, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> reply(200, json, json ? EMPTY_OBJECT : EMPTY);
      case Outcome.Partial partial ->
          reply(
              200,
              json,
              json ? ExportResponse.toJson(partial) : ExportResponse.toProtobuf(partial));
      case Outcome.Failed(RpcStatus status) -> failure(status.httpStatus(), json, status);
    };
  }

  private static HttpReply reply(int status, boolean json, byte[] body) {
    return new HttpReply(status, json ? JSON : PROTOBUF, body);
  }

  private static HttpReply failure(int httpStatus, boolean json, RpcStatus status) {
    HttpReply reply = reply(httpStatus, json, json ? status.toJson() : status.toProtobuf());
    Duration delay = status.retryAfter();
    return delay == null
        ? reply
        : reply.with("retry-after", String.valueOf(RpcStatus.retryAfterSeconds(delay)));
  }

  @Override
  public HttpReply fault(@Nullable HttpHead head, int status, String message) {
    intake.metrics().rejectedRequest(reason(status));
    boolean json = head == null || !head.mediaType().equals(PROTOBUF);
    boolean retry = status == 429 || status == 503;
    var cause = new RpcStatus(RpcCode.ofHttpStatus(status), message, retry ? RETRY_AFTER : null);
    return failure(status, json, cause);
  }

  private static String reason(int status) {
    return switch (status) {
      case 413 -> "too_large";
      case 429 -> "no_memory";
      case 503 -> "shutting_down";
      case 408 -> "timeout";
      case 401 -> "unauthenticated";
      case 404, 405, 415 -> "not_otlp";
      default -> status >= 500 ? "unsupported" : "malformed";
    };
  }

  private static boolean isJson(HttpHead head) {
    return head.mediaType().equals(JSON);
  }
}
