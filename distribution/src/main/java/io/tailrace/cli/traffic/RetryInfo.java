// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import io.grpc.Metadata;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The throttling hint of OTLP/gRPC: a {@code google.rpc.Status} in the trailer {@code
 * grpc-status-details-bin} whose details hold a {@code google.rpc.RetryInfo}.
 */
final class RetryInfo {

  static final Metadata.Key<byte[]> TRAILER =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static final String TYPE_URL = "type.googleapis.com/google.rpc.RetryInfo";
  private static final int STATUS_CODE = 0x08;
  private static final int STATUS_DETAILS = 0x1A;
  private static final int ANY_TYPE_URL = 0x0A;
  private static final int ANY_VALUE = 0x12;
  private static final int RETRY_DELAY = 0x0A;
  private static final int DURATION_SECONDS = 0x08;
  private static final int DURATION_NANOS = 0x10;

  private RetryInfo() {}

  /** The trailers that ask a client to come back after {@code delay}. */
  static Metadata trailers(int statusCode, Duration delay) {
    var duration =
        new ProtoWriter()
            .varint(DURATION_SECONDS, delay.toSeconds())
            .varint(DURATION_NANOS, delay.toNanosPart());
    var any =
        new ProtoWriter()
            .string(ANY_TYPE_URL, TYPE_URL)
            .message(ANY_VALUE, new ProtoWriter().message(RETRY_DELAY, duration));
    var trailers = new Metadata();
    trailers.put(
        TRAILER,
        new ProtoWriter()
            .varint(STATUS_CODE, statusCode)
            .message(STATUS_DETAILS, any)
            .toByteArray());
    return trailers;
  }

  /** The delay that the trailers ask for; empty if they have none that can be read. */
  static Optional<Duration> delay(@Nullable Metadata trailers) {
    byte[] status = trailers == null ? null : trailers.get(TRAILER);
    if (status == null) {
      return Optional.empty();
    }
    for (var fields = new ProtoFields(status); fields.next(); ) {
      if (fields.tag() == STATUS_DETAILS) {
        Optional<Duration> delay = detail(fields.body());
        if (delay.isPresent()) {
          return delay;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Duration> detail(ProtoFields any) {
    boolean isRetryInfo = false;
    ProtoFields value = new ProtoFields(new byte[0]);
    while (any.next()) {
      if (any.tag() == ANY_TYPE_URL) {
        isRetryInfo = any.text().equals(TYPE_URL);
      } else if (any.tag() == ANY_VALUE) {
        value = any.body();
      }
    }
    if (!isRetryInfo) {
      return Optional.empty();
    }
    while (value.next()) {
      if (value.tag() == RETRY_DELAY) {
        return Optional.of(duration(value.body()));
      }
    }
    return Optional.empty();
  }

  private static Duration duration(ProtoFields fields) {
    long seconds = 0;
    long nanos = 0;
    while (fields.next()) {
      if (fields.tag() == DURATION_SECONDS) {
        seconds = fields.number();
      } else if (fields.tag() == DURATION_NANOS) {
        nanos = fields.number();
      }
    }
    return Duration.ofSeconds(seconds, nanos);
  }
}
