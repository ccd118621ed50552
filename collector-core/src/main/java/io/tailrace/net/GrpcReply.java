// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.otlp.ProtoMessage;
import java.time.Duration;
import java.util.Optional;

/**
 * How a unary call ended.
 *
 * @param code the status code: 0 is OK (source: grpc/doc/statuscodes.md)
 * @param reason the code's name and what the server or the network says about it
 * @param message the response; empty unless the code is OK
 * @param details the trailer {@code grpc-status-details-bin}, a {@code google.rpc.Status}; empty if
 *     there is none
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record GrpcReply(int code, String reason, byte[] message, byte[] details) {

  public static final int OK = 0;
  public static final int CANCELLED = 1;
  public static final int UNKNOWN = 2;
  public static final int INVALID_ARGUMENT = 3;
  public static final int DEADLINE_EXCEEDED = 4;
  public static final int RESOURCE_EXHAUSTED = 8;
  public static final int ABORTED = 10;
  public static final int OUT_OF_RANGE = 11;
  public static final int INTERNAL = 13;
  public static final int UNAVAILABLE = 14;
  public static final int DATA_LOSS = 15;
  public static final int UNAUTHENTICATED = 16;

  private static final int STATUS_DETAILS = 0x1A;
  private static final int ANY_TYPE_URL = 0x0A;
  private static final int ANY_VALUE = 0x12;
  private static final int RETRY_INFO_DELAY = 0x0A;
  private static final int DURATION_SECONDS = 0x08;
  private static final int DURATION_NANOS = 0x10;

  /**
   * How long the server asks to wait ({@code google.rpc.RetryInfo.retry_delay}); empty if it says
   * nothing, or nothing that can be read.
   */
  public Optional<Duration> retryDelay() {
    return retryDelay(details);
  }

  /** {@link #retryDelay()} of a {@code google.rpc.Status}, which HTTP replies carry as well. */
  public static Optional<Duration> retryDelay(byte[] status) {
    try {
      for (ProtoMessage any : new ProtoMessage(status, 0, status.length).messages(STATUS_DETAILS)) {
        String url = any.string(ANY_TYPE_URL);
        if (url.endsWith("/google.rpc.RetryInfo")) {
          var delay = any.message(ANY_VALUE).message(RETRY_INFO_DELAY);
          long seconds = Math.clamp(delay.number(DURATION_SECONDS), 0, 86_400L);
          long nanos = Math.clamp(delay.number(DURATION_NANOS), 0, 999_999_999L);
          return Optional.of(Duration.ofSeconds(seconds, nanos));
        }
      }
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
