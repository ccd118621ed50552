// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.exporter.datadog.mapping.MappingConfig;
import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.encoding.Compressor;
import io.tailrace.otlp.ByteArrays;
import io.tailrace.otlp.TestTraces;
import io.tailrace.time.FakeClock;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Encoders for tests, without compression, on a clock that stands still. */
public final class Payloads {

  public static final String HOST = "collector-host";

  private Payloads() {}

  public static PayloadEncoder encoder(PayloadEncoder.Format format, MappingConfig mapping) {
    return encoder(format, mapping, PayloadEncoder.MAX_PAYLOAD_BYTES);
  }

  public static PayloadEncoder encoder(
      PayloadEncoder.Format format, MappingConfig mapping, int maxBytes, String... ignored) {
    return new PayloadEncoder(
        format,
        mapping,
        List.copyOf(Arrays.stream(ignored).map(Pattern::compile).toList()),
        HOST,
        "test",
        new FakeClock(),
        new Compressor(Compression.NONE, 1, ByteArrays.UNPOOLED),
        maxBytes);
  }

  public static PayloadEncoder.Result encode(
      PayloadEncoder.Format format, ExportTraceServiceRequest request) {
    return encoder(format, MappingConfig.DEFAULT).encode(TestTraces.batch(request));
  }
}
