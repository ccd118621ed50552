// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/** The kinds of spans as OTLP numbers them. */
final class SpanKinds {

  static final int UNSPECIFIED = 0;
  static final int INTERNAL = 1;
  static final int SERVER = 2;
  static final int CLIENT = 3;
  static final int PRODUCER = 4;
  static final int CONSUMER = 5;

  private static final byte[][] NAMES = {
    Ascii.of("SERVER"), Ascii.of("CLIENT"), Ascii.of("PRODUCER"), Ascii.of("CONSUMER")
  };

  private SpanKinds() {}

  /** The kind that Zipkin's v2 JSON names so; {@link #UNSPECIFIED} for any other name. */
  static int of(Text text, long region) {
    for (int i = 0; i < NAMES.length; i++) {
      if (text.equals(region, NAMES[i])) {
        return SERVER + i;
      }
    }
    return UNSPECIFIED;
  }

  /** The kind of a number of Zipkin's proto3; {@link #UNSPECIFIED} for any other number. */
  static int ofProto(int number) {
    return switch (number) {
      case 1 -> CLIENT;
      case 2 -> SERVER;
      case 3 -> PRODUCER;
      case 4 -> CONSUMER;
      default -> UNSPECIFIED;
    };
  }
}
