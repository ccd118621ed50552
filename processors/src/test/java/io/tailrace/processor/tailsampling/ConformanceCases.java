// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The conformance cases as YAML maps, and their spans as requests. */
final class ConformanceCases {

  private static final Set<String> TYPES =
      Set.of("always_sample", "latency", "probabilistic", "status_code");

  private ConformanceCases() {}

  /** A file of the conformance set. */
  static Map<String, Object> load(String file) {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    options.setCodePointLimit(10_000_000);
    try (var in = ConformanceCases.class.getResourceAsStream("/conformance/" + file)) {
      return new Yaml(options).load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cases of one kind that name no policy type which does not exist here. */
  static Stream<Map<String, Object>> ofKind(String kind) {
    return maps(load("tail_sampling_cases.yaml").get("cases")).stream()
        .filter(c -> c.get("kind").equals(kind))
        .filter(c -> typesOf(c.get("policies")).stream().allMatch(TYPES::contains))
        .filter(
            c ->
                maps(c.get("steps")).stream()
                    .allMatch(
                        s -> typesOf(s.get("set_policies")).stream().allMatch(TYPES::contains)));
  }

  private static List<String> typesOf(Object policies) {
    return maps(policies).stream().map(p -> String.valueOf(p.get("type"))).toList();
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> maps(Object list) {
    return list == null ? List.of() : (List<Map<String, Object>>) list;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  static List<String> strings(Object list) {
    return list == null ? List.of() : ((List<?>) list).stream().map(String::valueOf).toList();
  }

  /** Turns a part of a case into YAML again, as a user would write it. */
  static String yaml(Map<String, Object> value) {
    return new Yaml().dump(value);
  }

  /**
   * The resources of a trace or a batch as a request; spans without trace_id get {@code traceId}.
   */
  static ExportTraceServiceRequest request(Object resources, String traceId, long t0Millis) {
    var request = ExportTraceServiceRequest.newBuilder();
    for (Map<String, Object> resource : maps(resources)) {
      var scope = ScopeSpans.newBuilder();
      for (Map<String, Object> span : maps(resource.get("spans"))) {
        scope.addSpans(span(span, traceId, t0Millis));
      }
      request.addResourceSpans(
          ResourceSpans.newBuilder()
              .setResource(
                  Resource.newBuilder().addAllAttributes(attributes(resource.get("attributes"))))
              .addScopeSpans(scope));
    }
    return request.build();
  }

  private static Span span(Map<String, Object> from, String traceId, long t0Millis) {
    var span =
        Span.newBuilder()
            .setTraceId(bytes(String.valueOf(from.getOrDefault("trace_id", traceId))))
            .setSpanId(bytes(String.valueOf(from.get("span_id"))))
            .setName(String.valueOf(from.getOrDefault("name", "")))
            .setTraceState(String.valueOf(from.getOrDefault("trace_state", "")))
            .setStartTimeUnixNano(time(from, "start", t0Millis))
            .setEndTimeUnixNano(time(from, "end", t0Millis))
            .addAllAttributes(attributes(from.get("attributes")));
    if (from.containsKey("parent_span_id")) {
      span.setParentSpanId(bytes(String.valueOf(from.get("parent_span_id"))));
    }
    Object status = from.get("status");
    if (status != null) {
      span.setStatus(
          Status.newBuilder().setCode(Status.StatusCode.valueOf("STATUS_CODE_" + status)));
    }
    return span.build();
  }

  private static long time(Map<String, Object> span, String which, long t0Millis) {
    Object nanos = span.get(which + "_unix_nano");
    if (nanos != null) {
      return new java.math.BigInteger(String.valueOf(nanos)).longValue();
    }
    Object millis = span.get(which + "_ms");
    return millis == null ? 0 : (t0Millis + ((Number) millis).longValue()) * 1_000_000;
  }

  private static List<KeyValue> attributes(Object from) {
    var attributes = new ArrayList<KeyValue>();
    map(from)
        .forEach(
            (key, value) ->
                attributes.add(KeyValue.newBuilder().setKey(key).setValue(value(value)).build()));
    return attributes;
  }

  private static AnyValue value(Object value) {
    var any = AnyValue.newBuilder();
    switch (value) {
      case String s -> any.setStringValue(s);
      case Boolean b -> any.setBoolValue(b);
      case Double d -> any.setDoubleValue(d);
      case Number n -> any.setIntValue(n.longValue());
      default -> throw new AssertionError("attribute value " + value);
    }
    return any.build();
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
