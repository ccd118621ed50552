// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tailrace.net.HttpHandler;
import io.tailrace.net.HttpHead;
import io.tailrace.net.HttpReply;
import io.tailrace.net.RpcStatus;
import io.tailrace.receiver.intake.Outcome;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/traces}: a {@code Batch} in TBinaryProtocol. Answers 202 without a body, and
 * failures as a line of text, as Jaeger's collector does.
 */
final class JaegerHttpHandler implements HttpHandler {

  static final String PATH = "/api/traces";

  private static final Set<String> TYPES =
      Set.of("application/x-thrift", "application/vnd.apache.thrift.binary");
  private static final String EXPECTED_TYPE =
      " (expected: application/x-thrift or application/vnd.apache.thrift.binary)";
  private static final String RETRY_AFTER_SECONDS = "1";

  private final JaegerIntake intake;

  JaegerHttpHandler(JaegerIntake intake) {
    this.intake = intake;
  }

  @Override
  public @Nullable HttpReply admit(HttpHead head) {
    if (!head.path().equals(PATH)) {
      return refuse(404, "not_jaeger", "nothing at " + head.path() + " (expected: " + PATH + ")");
    }
    if (!head.method().equals("POST")) {
      return refuse(405, "not_jaeger", "method " + head.method() + " (expected: POST)")
          .with("allow", "POST");
    }
    String type = head.mediaType();
    if (!TYPES.contains(type)) {
      return refuse(
          400,
          "not_jaeger",
          (type.isEmpty() ? "no Content-Type" : "Content-Type: " + type) + EXPECTED_TYPE);
    }
    return null;
  }

  @Override
  public HttpReply handle(HttpHead head, byte[] body, int length) {
    return switch (intake.takeThriftBatch(body, length)) {
      case Outcome.Accepted _, Outcome.Partial _ -> HttpReply.empty(202);
      case Outcome.Failed(RpcStatus status) -> failure(status);
    };
  }

  private static HttpReply failure(RpcStatus status) {
    HttpReply reply = text(status.httpStatus(), status.message());
    Duration delay = status.retryAfter();
    return delay == null
        ? reply
        : reply.with("retry-after", String.valueOf(RpcStatus.retryAfterSeconds(delay)));
  }

  private HttpReply refuse(int status, String reason, String message) {
    intake.metrics().rejectedRequest(reason);
    return text(status, message);
  }

  private static HttpReply text(int status, String message) {
    return new HttpReply(status, "text/plain; charset=utf-8", (message + "\n").getBytes(UTF_8));
  }

  @Override
  public HttpReply fault(@Nullable HttpHead head, int status, String message) {
    HttpReply reply = refuse(status, reason(status), message);
    return status == 429 || status == 503 ? reply.with("retry-after", RETRY_AFTER_SECONDS) : reply;
  }

  private static String reason(int status) {
    return switch (status) {
      case 401 -> "unauthenticated";
      case 413 -> "too_large";
      case 429 -> "no_memory";
      case 503 -> "shutting_down";
      case 408 -> "timeout";
      default -> status >= 500 ? "unsupported" : "malformed";
    };
  }
}
