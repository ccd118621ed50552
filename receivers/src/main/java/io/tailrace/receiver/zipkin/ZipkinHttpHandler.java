// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tailrace.component.ComponentContext;
import io.tailrace.net.HttpHandler;
import io.tailrace.net.HttpHead;
import io.tailrace.net.HttpReply;
import io.tailrace.net.RpcCode;
import io.tailrace.net.RpcStatus;
import io.tailrace.pipeline.Consumer;
import io.tailrace.receiver.intake.NoRoomException;
import io.tailrace.receiver.intake.Outcome;
import io.tailrace.receiver.intake.ReceiverMetrics;
import io.tailrace.receiver.intake.SpanIntake;
import io.tailrace.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Zipkin's API for senders: {@code POST /api/v1/spans} and {@code POST /api/v2/spans}, answered
 * with 202 (source: Zipkin's {@code zipkin2-api.yaml}).
 */
final class ZipkinHttpHandler implements HttpHandler {

  private static final String INVALID_UTF8 = "invalid_utf8";
  private static final String INVALID_VALUE = "invalid_value";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Clock clock;
  private final Map<Format, SpanIntake> intakes = new EnumMap<>(Format.class);
  private final ReceiverMetrics others;
  private final ThreadLocal<Translator> translators;

  ZipkinHttpHandler(ComponentContext context, Consumer next, TranslationSettings settings) {
    clock = context.clock();
    for (Format format : Format.values()) {
      intakes.put(format, new SpanIntake(context, next, metrics(context, format.transport)));
    }
    others = metrics(context, "http");
    translators = ThreadLocal.withInitial(() -> new Translator(context.memory(), settings));
  }

  private static ReceiverMetrics metrics(ComponentContext context, String transport) {
    var metrics = new ReceiverMetrics(context.metrics(), context.id(), transport);
    metrics.repairedSpans(INVALID_UTF8, 0);
    metrics.repairedSpans(INVALID_VALUE, 0);
    return metrics;
  }

  @Override
  public @Nullable HttpReply admit(HttpHead head) {
    if (!isKnown(head.path())) {
      return fault(
          head,
          404,
          "nothing at "
              + head.path()
              + " (expected: "
              + Format.V1_PATH
              + " or "
              + Format.V2_PATH
              + ")");
    }
    if (!head.method().equals("POST")) {
      return fault(head, 405, "method " + head.method() + " (expected: POST)")
          .with("allow", "POST");
    }
    if (Format.of(head.path(), head.mediaType()) == null) {
      return fault(
          head,
          415,
          "Content-Type: "
              + head.mediaType()
              + " at "
              + head.path()
              + " (expected: application/json or "
              + (head.path().equals(Format.V1_PATH)
                  ? "application/x-thrift"
                  : "application/x-protobuf")
              + ")");
    }
    return null;
  }

  private static boolean isKnown(String path) {
    return path.equals(Format.V1_PATH) || path.equals(Format.V2_PATH);
  }

  @Override
  public HttpReply handle(HttpHead head, byte[] body, int length) {
    Format format = Format.of(head.path(), head.mediaType());
    if (format == null) {
      throw new IllegalStateException("a request that was not admitted");
    }
    SpanIntake intake = intake(format);
    Translator translator = translators.get();
    try {
      translator.translate(format, body, length, clock.unixNanos());
      return reply(translator, take(translator, intake));
    } catch (MalformedSpansException e) {
      String place = Translator.place(format, body, e.offset());
      return reply(translator, intake.malformed("malformed body" + place + ": " + e.reason()));
    } catch (NoRoomException e) {
      intake.metrics().rejectedRequest(e.reason());
      return failure(e.status().httpStatus(), e.status());
    } finally {
      translator.close();
    }
  }

  private SpanIntake intake(Format format) {
    return Objects.requireNonNull(intakes.get(format));
  }

  private static Outcome take(Translator translator, SpanIntake intake) {
    ReceiverMetrics metrics = intake.metrics();
    if (translator.rejected() > 0) {
      metrics.rejectedSpans("invalid_id", translator.rejected());
    }
    Outcome outcome = intake.take(translator.request(), translator.requestLength());
    if (outcome instanceof Outcome.Accepted) {
      if (translator.repairedText() > 0) {
        metrics.repairedSpans(INVALID_UTF8, translator.repairedText());
      }
      if (translator.repairedValues() > 0) {
        metrics.repairedSpans(INVALID_VALUE, translator.repairedValues());
      }
    }
    return outcome;
  }

  /** Zipkin has no partial success: 202 if a span was taken, with a line about the others. */
  private static HttpReply reply(Translator translator, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> accepted(translator);
      case Outcome.Partial(long rejected, String message) ->
          text(202, rejected + " spans rejected: " + message);
      case Outcome.Failed(RpcStatus status) -> failure(status.httpStatus(), status);
    };
  }

  private static HttpReply accepted(Translator translator) {
    if (translator.rejected() == 0) {
      return HttpReply.empty(202);
    }
    String message =
        translator.rejected() + " spans rejected; the first: " + translator.firstRejection();
    return text(translator.translated() == 0 ? 400 : 202, message);
  }

  private static HttpReply failure(int httpStatus, RpcStatus status) {
    HttpReply reply = text(httpStatus, status.message());
    Duration delay = status.retryAfter();
    return delay == null
        ? reply
        : reply.with("retry-after", String.valueOf(RpcStatus.retryAfterSeconds(delay)));
  }

  private static HttpReply text(int status, String message) {
    return new HttpReply(status, TEXT, (message + "\n").getBytes(UTF_8));
  }

  @Override
  public HttpReply fault(@Nullable HttpHead head, int status, String message) {
    Format format =
        head == null || !isKnown(head.path()) ? null : Format.of(head.path(), head.mediaType());
    (format == null ? others : intake(format).metrics()).rejectedRequest(reason(status));
    boolean retry = status == 429 || status == 503;
    return failure(
        status, new RpcStatus(RpcCode.ofHttpStatus(status), message, retry ? RETRY_AFTER : null));
  }

  private static String reason(int status) {
    return switch (status) {
      case 413 -> "too_large";
      case 429 -> "no_memory";
      case 503 -> "shutting_down";
      case 408 -> "timeout";
      case 401 -> "unauthenticated";
      case 404, 405, 415 -> "not_zipkin";
      default -> status >= 500 ? "unsupported" : "malformed";
    };
  }
}
