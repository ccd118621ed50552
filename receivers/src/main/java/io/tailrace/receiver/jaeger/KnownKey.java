// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** The keys of tags that mean something, told by their bytes. */
final class KnownKey {

  /** Any other key. */
  static final int NONE = 0;

  static final int SPAN_KIND = 1;
  static final int ERROR = 2;
  static final int STATUS_CODE = 3;
  static final int STATUS_DESCRIPTION = 4;

  /** {@code http.status_code}, and {@code http.response.status_code}, which becomes it. */
  static final int HTTP_STATUS_CODE = 5;

  static final int HTTP_STATUS_MESSAGE = 6;
  static final int TRACE_STATE = 7;
  static final int SCOPE_NAME = 8;
  static final int SCOPE_VERSION = 9;
  static final int EVENT = 10;
  static final int HOSTNAME = 11;
  static final int HOST_NAME = 12;
  static final int JAEGER_VERSION = 13;
  static final int EXPORTER_VERSION = 14;
  static final int SERVICE_NAME = 15;

  static final int COUNT = 16;

  private static final byte[][] BYTES =
      bytes(
          "",
          "span.kind",
          "error",
          "otel.status_code",
          "otel.status_description",
          "http.status_code",
          "http.status_message",
          "w3c.tracestate",
          "otel.scope.name",
          "otel.scope.version",
          "event",
          "hostname",
          "host.name",
          "jaeger.version",
          "opencensus.exporterversion",
          "service.name");
  private static final byte[] HTTP_RESPONSE_STATUS_CODE =
      "http.response.status_code".getBytes(UTF_8);

  private KnownKey() {}

  private static byte[][] bytes(String... keys) {
    return Arrays.stream(keys).map(key -> key.getBytes(UTF_8)).toArray(byte[][]::new);
  }

  /** The bytes of a key. */
  static byte[] bytes(int key) {
    return BYTES[key];
  }

  /** Which key {@code b[start, end)} is. */
  static int of(byte[] b, int start, int end) {
    return switch (end - start) {
      case 5 -> b[start + 1] == 'r' ? is(ERROR, b, start, end) : is(EVENT, b, start, end);
      case 8 -> b[start + 4] == 'n' ? is(HOSTNAME, b, start, end) : NONE;
      case 9 -> b[start] == 's' ? is(SPAN_KIND, b, start, end) : is(HOST_NAME, b, start, end);
      case 12 -> b[start] == 's' ? is(SERVICE_NAME, b, start, end) : NONE;
      case 14 ->
          b[start] == 'w' ? is(TRACE_STATE, b, start, end) : is(JAEGER_VERSION, b, start, end);
      case 15 -> b[start] == 'o' ? is(SCOPE_NAME, b, start, end) : NONE;
      case 16 ->
          b[start] == 'h' ? is(HTTP_STATUS_CODE, b, start, end) : is(STATUS_CODE, b, start, end);
      case 18 -> b[start] == 'o' ? is(SCOPE_VERSION, b, start, end) : NONE;
      case 19 -> is(HTTP_STATUS_MESSAGE, b, start, end);
      case 23 -> is(STATUS_DESCRIPTION, b, start, end);
      case 25 ->
          Arrays.equals(
                  b, start, end, HTTP_RESPONSE_STATUS_CODE, 0, HTTP_RESPONSE_STATUS_CODE.length)
              ? HTTP_STATUS_CODE
              : NONE;
      case 26 -> is(EXPORTER_VERSION, b, start, end);
      default -> NONE;
    };
  }

  private static int is(int key, byte[] b, int start, int end) {
    byte[] known = BYTES[key];
    return Arrays.equals(b, start, end, known, 0, known.length) ? key : NONE;
  }
}
