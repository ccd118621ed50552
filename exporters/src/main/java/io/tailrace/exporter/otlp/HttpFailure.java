// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import io.tailrace.net.GrpcReply;
import io.tailrace.net.HttpAnswer;
import io.tailrace.otlp.ProtoMessage;
import io.tailrace.time.Clock;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** What an HTTP backend says when it does not take a request. */
public final class HttpFailure {

  private static final int STATUS_MESSAGE = 0x12;
  private static final int MAX_TEXT = 256;
  private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

  private HttpFailure() {}

  /** {@code HTTP 400: reason}, from a {@code google.rpc.Status} or a text. */
  public static String describe(HttpAnswer reply) {
    String text = message(reply).replaceAll("\\p{Cntrl}+", " ").strip();
    String shown = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
    return "HTTP " + reply.status() + (shown.isEmpty() ? "" : ": " + shown);
  }

  private static String message(HttpAnswer reply) {
    byte[] body = reply.body();
    if (reply.contentType().orElse("").startsWith("application/x-protobuf")) {
      try {
        return new ProtoMessage(body, 0, body.length).string(STATUS_MESSAGE);
      } catch (IllegalArgumentException _) {
        return "";
      }
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  /**
   * The pause that {@code Retry-After} asks for, in seconds or as an HTTP date (RFC 9110 section
   * 10.2.3), or that {@code RetryInfo} in the body does; zero if neither says anything.
   */
  public static Duration retryAfter(HttpAnswer reply, Clock clock) {
    if (reply.retryAfter().isEmpty()) {
      return GrpcReply.retryDelay(reply.body()).orElse(Duration.ZERO);
    }
    String text = reply.retryAfter().get().strip();
    if (text.matches("[0-9]{1,9}")) {
      return capped(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      var at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      long now = clock.unixNanos();
      return capped(Duration.between(Instant.ofEpochSecond(0, now), at));
    } catch (DateTimeException _) {
      return Duration.ZERO;
    }
  }

  private static Duration capped(Duration pause) {
    if (pause.isNegative()) {
      return Duration.ZERO;
    }
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}
