// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tailrace.receiver.jaeger.JaegerDecoder;
import io.tailrace.receiver.otlp.OtlpDecoder;
import io.tailrace.receiver.zipkin.ZipkinDecoder;
import io.tailrace.testbed.translate.Corpus;
import io.tailrace.testbed.translate.Sample;
import io.tailrace.testbed.translate.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Every decoder that reads what strangers send, and the whole messages that are damaged. */
public enum Target {
  /** OTLP in Protocol Buffers. */
  OTLP_PROTO("otlp-proto"),
  /** OTLP in JSON. */
  OTLP_JSON("otlp-json"),
  /** Jaeger {@code api_v2}. */
  JAEGER_PROTO("jaeger-proto"),
  /** Jaeger's Thrift over HTTP. */
  JAEGER_THRIFT("jaeger-thrift"),
  /** Jaeger's Thrift by UDP, compact. */
  JAEGER_COMPACT("jaeger-udp-compact"),
  /** Jaeger's Thrift by UDP, binary. */
  JAEGER_BINARY("jaeger-udp-binary"),
  /** Zipkin v1 in JSON. */
  ZIPKIN_V1_JSON("zipkin-v1-json"),
  /** Zipkin v1 in Thrift. */
  ZIPKIN_V1_THRIFT("zipkin-v1-thrift"),
  /** Zipkin v2 in JSON. */
  ZIPKIN_V2_JSON("zipkin-v2-json"),
  /** Zipkin v2 in Protocol Buffers. */
  ZIPKIN_V2_PROTO("zipkin-v2-proto");

  private static final int RANDOM_SAMPLES = 40;

  private final String label;

  Target(String label) {
    this.label = label;
  }

  /** The name in reports. */
  public String label() {
    return label;
  }

  /**
   * The target of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Target of(String label) {
    return Arrays.stream(values())
        .filter(target -> target.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "decoder: "
                        + label
                        + " (expected: one of "
                        + Arrays.stream(values()).map(Target::label).toList()
                        + ")"));
  }

  /** A new decoder. */
  Decoder decoder() {
    return switch (this) {
      case OTLP_PROTO -> new OtlpDecoder(false);
      case OTLP_JSON -> new OtlpDecoder(true);
      case JAEGER_PROTO -> new JaegerDecoder(JaegerDecoder.Format.PROTO);
      case JAEGER_THRIFT -> new JaegerDecoder(JaegerDecoder.Format.THRIFT_BATCH);
      case JAEGER_COMPACT, JAEGER_BINARY -> new JaegerDecoder(JaegerDecoder.Format.THRIFT_CALL);
      case ZIPKIN_V1_JSON, ZIPKIN_V1_THRIFT, ZIPKIN_V2_JSON, ZIPKIN_V2_PROTO ->
          ZipkinDecoder.of(wire().path(), wire().contentType());
    };
  }

  /** How the samples that are damaged are sent; those for OTLP are translated first. */
  private Wire wire() {
    return switch (this) {
      case OTLP_PROTO, OTLP_JSON, JAEGER_PROTO -> Wire.JAEGER_GRPC;
      case JAEGER_THRIFT -> Wire.JAEGER_HTTP;
      case JAEGER_COMPACT -> Wire.JAEGER_COMPACT;
      case JAEGER_BINARY -> Wire.JAEGER_BINARY;
      case ZIPKIN_V1_JSON -> Wire.ZIPKIN_V1_JSON;
      case ZIPKIN_V1_THRIFT -> Wire.ZIPKIN_V1_THRIFT;
      case ZIPKIN_V2_JSON -> Wire.ZIPKIN_V2_JSON;
      case ZIPKIN_V2_PROTO -> Wire.ZIPKIN_V2_PROTO;
    };
  }

  /** Whole messages, the same each time. */
  List<byte[]> corpus() {
    if (this == OTLP_JSON) {
      return json();
    }
    List<byte[]> samples =
        Corpus.samples(1, RANDOM_SAMPLES).stream()
            .filter(sample -> sample.wire() == wire())
            .map(Sample::body)
            .filter(body -> body.length <= Mutator.MAX_BYTES)
            .toList();
    return this == OTLP_PROTO ? translated(samples) : samples;
  }

  private static List<byte[]> translated(List<byte[]> samples) {
    Decoder jaeger = JAEGER_PROTO.decoder();
    return samples.stream()
        .filter(sample -> jaeger.decode(sample, sample.length) && jaeger.spans() > 0)
        .map(_ -> Arrays.copyOf(jaeger.output(), jaeger.outputLength()))
        .toList();
  }

  /** Requests that have every field, parted by empty lines. */
  private static List<byte[]> json() {
    try (InputStream file =
        Objects.requireNonNull(Target.class.getResourceAsStream("otlp-requests.json"))) {
      return Arrays.stream(new String(file.readAllBytes(), UTF_8).split("\n\n"))
          .map(request -> request.strip().getBytes(UTF_8))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return label;
  }
}
