// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.debug;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.TestTraces;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.FakeClock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DebugExporterTest {

  private final FakeClock clock = new FakeClock();
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();

  private static SpanBatch batch() {
    var list =
        AnyValue.newBuilder()
            .setArrayValue(
                ArrayValue.newBuilder()
                    .addValues(AnyValue.newBuilder().setStringValue("a"))
                    .addValues(AnyValue.newBuilder().setIntValue(1)));
    var span =
        TestTraces.span(7, 2, 1)
            .setTraceState("k=v")
            .setFlags(257)
            .addAttributes(KeyValue.newBuilder().setKey("list").setValue(list))
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("raw")
                    .setValue(
                        AnyValue.newBuilder()
                            .setBytesValue(ByteString.copyFrom(new byte[] {1, -1}))))
            .addEvents(
                Span.Event.newBuilder()
                    .setName("retry")
                    .setTimeUnixNano(1_577_880_000_000_500_000L)
                    .addAttributes(TestTraces.attribute("n", "1")))
            .addLinks(Span.Link.newBuilder().setSpanId(TestTraces.spanId(9)))
            .setStatus(Status.newBuilder().setMessage("bad").setCodeValue(2));
    return TestTraces.batch(TestTraces.request("shop", span.build()));
  }

  private String printed(String yaml, int times) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml + "\nuse_internal_logger: false", report);
    var config = new DebugExporterFactory().parseConfig(node);
    node.finish();
    assertThat(report.errors()).isEmpty();
    var context =
        new ComponentContext(
            ComponentId.parse("debug"),
            ComponentKind.EXPORTER,
            new MetricRegistry(),
            new MemoryBudget(1 << 30),
            clock,
            new EventLoops(1),
            Set.of());
    try (var transport = new DebugTransport(config, context, List.of(console))) {
      for (int i = 0; i < times; i++) {
        assertThat(transport.prepare(batch()).send()).isCompleted();
      }
    }
    return console.toString(StandardCharsets.UTF_8);
  }

  @Test
  void basic_counts() {
    assertThat(printed("verbosity: basic", 1))
        .isEqualTo("Traces {\"resource spans\": 1, \"spans\": 1}\n");
  }

  @Test
  void normal_oneLinePerSpan() {
    assertThat(printed("verbosity: normal", 1))
        .contains("ResourceTraces #0 service.name=shop\n")
        .contains("ScopeTraces #0 test@1.0\n")
        .contains(
            "GET /orders/{id} 00000000000012340000000000000007 0000000000000002"
                + " http.request.method=GET url.path=/orders/17 list=[\"a\", 1] raw=01ff\n");
  }

  @Test
  void detailed_everyField() {
    assertThat(printed("verbosity: detailed", 1))
        .contains(
            """
            ResourceSpans #0
            Resource SchemaURL:\s
            Resource attributes:
                 -> service.name: Str(shop)
            ScopeSpans #0
            ScopeSpans SchemaURL:\s
            InstrumentationScope test 1.0
            Span #0
                Trace ID       : 00000000000012340000000000000007
                Parent ID      : 0000000000000001
                ID             : 0000000000000002
                Name           : GET /orders/{id}
                Kind           : Server
                TraceState     : k=v
                Start time     : 2020-01-01 12:00:00 +0000 UTC
                End time       : 2020-01-01 12:00:00.01 +0000 UTC
                Status code    : Error
                Status message : bad
                Flags          : 257
            Attributes:
                 -> http.request.method: Str(GET)
                 -> url.path: Str(/orders/17)
                 -> list: Slice(["a", 1])
                 -> raw: Bytes(01ff)
            Events:
            SpanEvent #0
                 -> Name: retry
                 -> Timestamp: 2020-01-01 12:00:00.0005 +0000 UTC
                 -> DroppedAttributesCount: 0
                 -> Attributes::
                      -> n: Str(1)
            Links:
            SpanLink #0
                 -> Trace ID:\s
                 -> ID: 0000000000000009
            """);
  }

  @Test
  void sampling_firstThenEachNth_anewEachSecond() {
    var sampler = new MessageSampler(2, 3, clock);
    assertThat(passes(sampler, 8)).isEqualTo("11001001");
    clock.advance(Duration.ofSeconds(1));
    assertThat(passes(sampler, 3)).isEqualTo("110");
    assertThat(passes(new MessageSampler(1, 0, clock), 5)).isEqualTo("10000");
  }

  private static String passes(MessageSampler sampler, int messages) {
    var text = new StringBuilder();
    for (int i = 0; i < messages; i++) {
      text.append(sampler.next() ? '1' : '0');
    }
    return text.toString();
  }

  @Test
  void sampling_isAppliedToOutput() {
    assertThat(
            printed(
                "{sampling_initial: 1, sampling_thereafter: 0}"
                    .replace("{", "")
                    .replace("}", "")
                    .replace(", ", "\n"),
                5))
        .hasLineCount(1);
  }

  @Test
  void outputPaths_files_areRefused() {
    var report = new ConfigReport();
    new DebugExporterFactory().parseConfig(ConfigNodes.parse("output_paths: [/tmp/x]", report));
    assertThat(report.errors()).singleElement().asString().contains("stdout").contains("/tmp/x");
  }
}
