// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

/** Status codes and rates that a span has under one of several keys. */
final class Codes {

  private static final Text GRPC = Text.of("grpc");

  private final Facts facts;
  private final Text text = new Text();

  Codes(Facts facts) {
    this.facts = facts;
  }

  /** The status code of HTTP; 0 if there is none that is valid. */
  int httpStatus() {
    long code = facts.integer(Key.HTTP_STATUS_CODE, text);
    if (code < 0) {
      code = facts.integer(Key.HTTP_RESPONSE_STATUS_CODE, text);
    }
    return code >= 100 && code <= 599 ? (int) code : 0;
  }

  /** Points {@code code} at the status code of gRPC; whether there is one. */
  boolean grpcStatus(Text code) {
    if (facts.text(Key.RPC_GRPC_STATUS_CODE, code)
        || facts.text(Key.GRPC_CODE, code)
        || facts.text(Key.RPC_GRPC_STATUS_CODE_DOTTED, code)
        || facts.text(Key.GRPC_STATUS_CODE, code)) {
      return true;
    }
    boolean isGrpc =
        facts.text(Key.RPC_SYSTEM_NAME, Key.RPC_SYSTEM, code) && code.contentEquals(GRPC);
    return isGrpc && facts.text(Key.RPC_RESPONSE_STATUS_CODE, code);
  }

  /** {@code _sample_rate} of the span, else what the tracestate says; negative without either. */
  double sampleRate() {
    var own = facts.span.attributes;
    int i = own.find(Key.SAMPLE_RATE);
    if (i >= 0 && own.isNumber(i)) {
      return own.asDouble(i);
    }
    var state = facts.span.traceState;
    return state.isEmpty()
        ? SampleRate.UNKNOWN
        : SampleRate.of(state.bytes, state.offset, state.length);
  }
}
