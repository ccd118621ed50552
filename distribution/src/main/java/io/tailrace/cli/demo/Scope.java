// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import io.tailrace.cli.traffic.ProtoWriter;
import io.tailrace.otlp.OtlpField;

/** An instrumentation library of the shop. */
enum Scope {
  HTTP("io.opentelemetry.http", "2.21.0"),
  GRPC("io.opentelemetry.grpc-1.6", "2.21.0"),
  DATABASE("io.opentelemetry.jdbc", "2.21.0"),
  CACHE("io.opentelemetry.redis", "2.21.0"),
  MESSAGING("io.opentelemetry.kafka-clients-2.6", "2.21.0");

  private final String library;
  private final String version;

  Scope(String library, String version) {
    this.library = library;
    this.version = version;
  }

  /** Its {@code InstrumentationScope}. */
  ProtoWriter message() {
    return new ProtoWriter()
        .string(OtlpField.SCOPE_NAME, library)
        .string(OtlpField.SCOPE_VERSION, version);
  }
}
