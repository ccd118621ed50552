// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.TraceIds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A list of spans in Zipkin's JSON v2. A root has blanks in the place of {@code parentId}; numbers
 * are padded with blanks; a span that did not fail has a tag {@code errno} in the place of {@code
 * error}, for any value of that is an error.
 */
final class ZipkinJsonFormat implements SpanFormat {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PARENT = "\"parentId\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ERROR = "error".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NO_ERROR = "errno".getBytes(StandardCharsets.US_ASCII);

  private static final int TIMESTAMP_DIGITS = 16;
  private static final int DURATION_DIGITS = 7;
  private static final int NANOS_PER_MICRO = 1000;
  private static final int LONG_HEX = 16;

  private static final String HEAD =
      "{\"traceId\":\"%s%s\",\"id\":\"%s\","
          .formatted("0".repeat(LONG_HEX), "0".repeat(LONG_HEX), "0".repeat(LONG_HEX));
  private static final String NAME =
      HEAD + " ".repeat(PARENT.length + LONG_HEX + 2) + "\"kind\":\"SERVER\",\"name\":\"";
  private static final String TIMES = "\",\"timestamp\":";
  private static final String DURATION = ",\"duration\":";
  private static final String ENDPOINT = ",\"localEndpoint\":{\"serviceName\":\"service-";
  private static final String TAGS = "\",\"ipv4\":\"10.0.0.1\"},\"tags\":{\"";

  private static final int TRACE_ID_AT = HEAD.indexOf('0');
  private static final int SPAN_ID_AT = HEAD.length() - 2 - LONG_HEX;
  private static final int PARENT_AT = HEAD.length();
  private static final int TIMESTAMP_AT = NAME.length() + SpanTexts.NAME_LENGTH + TIMES.length();
  private static final int DURATION_AT = TIMESTAMP_AT + TIMESTAMP_DIGITS + DURATION.length();
  private static final int ERROR_AT =
      DURATION_AT + DURATION_DIGITS + ENDPOINT.length() + 1 + TAGS.length();

  @Override
  public EncodedRequest encode(int slots, int maxSpanBytes, int service) {
    int padding = maxSpanBytes - span(0, service, 0).length();
    var text = new StringBuilder("[");
    for (int i = 0; i < slots; i++) {
      text.append(span(i, service, padding)).append(i + 1 < slots ? ',' : ']');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    return new EncodedRequest(bytes, 1, maxSpanBytes + 1, maxSpanBytes);
  }

  private static String span(int variant, int service, int padding) {
    int digit = SpanTexts.digit(variant);
    return NAME
        + SpanTexts.name(variant)
        + TIMES
        + "0".repeat(TIMESTAMP_DIGITS)
        + DURATION
        + "0".repeat(DURATION_DIGITS)
        + ENDPOINT
        + service
        + TAGS
        + "errno\":\"true\",\"http.method\":\"GET\",\"peer.port\":\"808%d\",".formatted(digit)
        + "\"http.url\":\"%s\"}}".formatted(SpanTexts.url(padding));
  }

  @Override
  public void patch(EncodedRequest request, int slot, LoadSpan span) {
    byte[] bytes = request.bytes();
    int at = request.at(slot);
    long low = span.low();
    putHex(bytes, at + TRACE_ID_AT, TraceIds.high(low));
    putHex(bytes, at + TRACE_ID_AT + LONG_HEX, low);
    putHex(bytes, at + SPAN_ID_AT, TraceIds.spanId(low, span.n()));
    patchParent(bytes, at + PARENT_AT, span);
    long duration = (span.endUnixNano() - span.startUnixNano()) / NANOS_PER_MICRO;
    putDecimal(bytes, at + TIMESTAMP_AT, span.startUnixNano() / NANOS_PER_MICRO, TIMESTAMP_DIGITS);
    putDecimal(bytes, at + DURATION_AT, duration, DURATION_DIGITS);
    System.arraycopy(span.error() ? ERROR : NO_ERROR, 0, bytes, at + ERROR_AT, ERROR.length);
  }

  private static void patchParent(byte[] bytes, int at, LoadSpan span) {
    int idAt = at + PARENT.length;
    int end = idAt + LONG_HEX;
    if (span.parent() < 0) {
      Arrays.fill(bytes, at, end + 2, (byte) ' ');
      return;
    }
    System.arraycopy(PARENT, 0, bytes, at, PARENT.length);
    putHex(bytes, idAt, TraceIds.spanId(span.low(), span.parent()));
    bytes[end] = '"';
    bytes[end + 1] = ',';
  }

  private static void putHex(byte[] bytes, int at, long value) {
    for (int i = 0; i < LONG_HEX; i++) {
      bytes[at + i] = HEX[(int) (value >>> (60 - 4 * i)) & 15];
    }
  }

  /** Writes a number without leading zeros to the right of a field of blanks. */
  private static void putDecimal(byte[] bytes, int at, long value, int width) {
    long rest = value;
    int i = at + width;
    do {
      bytes[--i] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    Arrays.fill(bytes, at, i, (byte) ' ');
  }
}
