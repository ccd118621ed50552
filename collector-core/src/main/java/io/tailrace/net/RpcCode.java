// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

/**
 * The outcomes of a call that are used here, numbered as in {@code google.rpc.Code}, and what they
 * become over HTTP (source: OTLP specification 1.11, "Failures", and the collector's OTLP
 * receiver).
 */
public enum RpcCode {
  /** Done. */
  OK(0, 200),
  /** The request can never be taken. */
  INVALID_ARGUMENT(3, 400),
  /** There is no room; may be tried again only if the answer carries a delay. */
  RESOURCE_EXHAUSTED(8, 429),
  /** A fault of this program. */
  INTERNAL(13, 500),
  /** Not now; may be tried again. */
  UNAVAILABLE(14, 503),
  /** The sender has not proved who it is. */
  UNAUTHENTICATED(16, 401);

  private final int number;
  private final int httpStatus;

  RpcCode(int number, int httpStatus) {
    this.number = number;
    this.httpStatus = httpStatus;
  }

  /** The number of {@code google.rpc.Code}. */
  public int number() {
    return number;
  }

  /** The HTTP status that says the same. */
  public int httpStatus() {
    return httpStatus;
  }

  /** The code that says what an HTTP status says, as the collector maps it. */
  public static RpcCode ofHttpStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 429, 413 -> RESOURCE_EXHAUSTED;
      case 502, 503, 504, 408 -> UNAVAILABLE;
      default -> status >= 500 ? INTERNAL : INVALID_ARGUMENT;
    };
  }
}
