// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a call failed: a {@code google.rpc.Status} (source: {@code google/rpc/status.proto} and
 * {@code error_details.proto}), written by hand so that no Protocol Buffers runtime is needed.
 *
 * @param code what kind of failure
 * @param message what is wrong and what would be right, for the sender
 * @param retryAfter how long the sender should wait before it tries again; null if it should not
 */
public record RpcStatus(RpcCode code, String message, @Nullable Duration retryAfter) {

  private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

  /** A failure without a hint when to try again. */
  public static RpcStatus of(RpcCode code, String message) {
    return new RpcStatus(code, message, null);
  }

  /**
   * The status over HTTP: what has no room and never will, so that trying again is of no use, is
   * 413.
   */
  public int httpStatus() {
    return code == RpcCode.RESOURCE_EXHAUSTED && retryAfter == null ? 413 : code.httpStatus();
  }

  /** The seconds of a {@code Retry-After} header: rounded up, at least 1. */
  public static long retryAfterSeconds(Duration delay) {
    return Math.max(1, delay.plusNanos(999_999_999).toSeconds());
  }

  /** The bytes of the {@code google.rpc.Status}. */
  public byte[] toProtobuf() {
    var out = new ByteArrayOutputStream(message.length() + 96);
    out.write(0x08);
    varint(out, code.number());
    field(out, 0x12, message.getBytes(StandardCharsets.UTF_8));
    if (retryAfter != null) {
      field(out, 0x1A, retryInfo(retryAfter));
    }
    return out.toByteArray();
  }

  private static byte[] retryInfo(Duration delay) {
    var duration = new ByteArrayOutputStream(16);
    duration.write(0x08);
    varint(duration, delay.toSeconds());
    duration.write(0x10);
    varint(duration, delay.toNanosPart());
    var info = new ByteArrayOutputStream(24);
    field(info, 0x0A, duration.toByteArray());
    var any = new ByteArrayOutputStream(72);
    field(any, 0x0A, RETRY_INFO.getBytes(StandardCharsets.US_ASCII));
    field(any, 0x12, info.toByteArray());
    return any.toByteArray();
  }

  /** The same in the JSON mapping of Protocol Buffers, UTF-8. */
  public byte[] toJson() {
    var json = new StringBuilder(message.length() + 64);
    json.append("{\"code\":").append(code.number()).append(",\"message\":");
    JsonText.quote(message, json);
    if (retryAfter != null) {
      json.append(",\"details\":[{\"@type\":\"").append(RETRY_INFO).append("\",\"retryDelay\":\"");
      json.append(retryAfter.toSeconds());
      if (retryAfter.toMillisPart() > 0) {
        json.append('.').append(String.valueOf(1000 + retryAfter.toMillisPart()), 1, 4);
      }
      json.append("s\"}]");
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void field(ByteArrayOutputStream out, int tag, byte[] value) {
    out.write(tag);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
