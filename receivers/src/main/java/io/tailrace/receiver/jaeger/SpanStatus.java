// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The status of a span, as the collector gathers it from tags (source: {@code
 * setInternalSpanStatus} of {@code pkg/translator/jaeger} v0.158.0). Used again for every span.
 */
final class SpanStatus {

  static final int UNSET = 0;
  static final int OK = 1;
  static final int ERROR = 2;

  private static final byte[] OK_TEXT = "OK".getBytes(UTF_8);
  private static final byte[] ERROR_TEXT = "ERROR".getBytes(UTF_8);

  private static final int NO_NUMBER = Integer.MIN_VALUE;
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  private int code;
  private int messageTag;

  /** The code: one of the constants. */
  int code() {
    return code;
  }

  /** The tag whose value is the message; -1 if there is none. */
  int messageTag() {
    return messageTag;
  }

  /** Finds the status in settled tags, and takes out of them what it used up. */
  void of(Tags tags, int kind) {
    code = UNSET;
    messageTag = -1;
    int error = tags.find(KnownKey.ERROR);
    boolean failed = error >= 0 && tags.type(error) == Tags.BOOL && tags.value(error) != 0;
    if (failed) {
      code = ERROR;
      tags.takeOut(error);
      messageTag = takeDescription(tags);
      if (messageTag < 0) {
        messageTag = tags.find(KnownKey.HTTP_STATUS_MESSAGE);
      }
    }
    int stated = tags.find(KnownKey.STATUS_CODE);
    if (stated >= 0) {
      if (!failed) {
        code = stated(tags, stated);
        messageTag = takeDescription(tags);
      }
      tags.takeOut(stated);
    } else if (!failed && isHttpError(tags, kind)) {
      code = ERROR;
      messageTag = tags.find(KnownKey.HTTP_STATUS_MESSAGE);
    }
  }

  private static int takeDescription(Tags tags) {
    int description = tags.find(KnownKey.STATUS_DESCRIPTION);
    if (description >= 0) {
      tags.takeOut(description);
    }
    return description;
  }

  private static int stated(Tags tags, int i) {
    if (tags.type(i) != Tags.STRING) {
      return UNSET;
    }
    return equalsIgnoringCase(tags, i, OK_TEXT)
        ? OK
        : equalsIgnoringCase(tags, i, ERROR_TEXT) ? ERROR : UNSET;
  }

  private static boolean equalsIgnoringCase(Tags tags, int i, byte[] upper) {
    int start = tags.valueStart(i);
    if (tags.valueEnd(i) - start != upper.length) {
      return false;
    }
    for (int j = 0; j < upper.length; j++) {
      if ((tags.bytes()[start + j] & ~0x20) != upper[j]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHttpError(Tags tags, int kind) {
    int tag = tags.find(KnownKey.HTTP_STATUS_CODE);
    if (tag < 0) {
      return false;
    }
    long status =
        switch (tags.type(tag)) {
          case Tags.INT -> Math.max(-1, tags.value(tag));
          case Tags.STRING -> number(tags.bytes(), tags.valueStart(tag), tags.valueEnd(tag));
          default -> NO_NUMBER;
        };
    if (status == NO_NUMBER) {
      return false;
    }
    if (status >= CLIENT_ERROR && status < SERVER_ERROR && kind == SpanWriter.KIND_SERVER) {
      return false;
    }
    return status < 100 || status >= 399;
  }

  /**
   * A number as Go's {@code strconv.ParseInt} reads it: a sign, digits, within 64 bits. Negative
   * ones are all -1: no more is asked.
   */
  private static long number(byte[] b, int start, int end) {
    boolean signed = end > start && (b[start] == '-' || b[start] == '+');
    boolean negative = signed && b[start] == '-';
    long number = 0;
    int p = signed ? start + 1 : start;
    if (p == end) {
      return NO_NUMBER;
    }
    for (; p < end; p++) {
      int digit = b[p] - '0';
      if (digit < 0 || digit > 9 || number < (Long.MIN_VALUE + digit) / 10) {
        return NO_NUMBER;
      }
      number = number * 10 - digit;
    }
    if (negative) {
      return number == 0 ? 0 : -1;
    }
    return number == Long.MIN_VALUE ? NO_NUMBER : -number;
  }
}
