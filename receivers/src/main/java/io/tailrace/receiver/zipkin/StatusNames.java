// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/** The names that senders give to status codes in the tag {@code otel.status_code}. */
final class StatusNames {

  static final int UNSET = 0;
  static final int OK = 1;
  static final int ERROR = 2;

  /** The name is none of a status code. */
  static final int UNKNOWN = -1;

  private static final byte[][][] NAMES = {
    names("STATUS_CODE_UNSET", "Unset", "UNSET"),
    names("STATUS_CODE_OK", "Ok", "OK"),
    names("STATUS_CODE_ERROR", "Error", "ERROR"),
  };

  private StatusNames() {}

  private static byte[][] names(String protobuf, String go, String specification) {
    return new byte[][] {Ascii.of(protobuf), Ascii.of(go), Ascii.of(specification)};
  }

  /** The code that a string names. */
  static int code(Text text, long region) {
    for (int code = 0; code < NAMES.length; code++) {
      for (byte[] name : NAMES[code]) {
        if (text.equals(region, name)) {
          return code;
        }
      }
    }
    return UNKNOWN;
  }
}
