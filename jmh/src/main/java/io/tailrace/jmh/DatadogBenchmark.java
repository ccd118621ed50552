// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.jmh;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Connector;
import io.tailrace.component.Deadline;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.connector.datadog.DatadogConnectorConfig;
import io.tailrace.connector.datadog.DatadogConnectorFactory;
import io.tailrace.exporter.datadog.mapping.MappingConfig;
import io.tailrace.exporter.datadog.payload.Payload;
import io.tailrace.exporter.datadog.payload.PayloadEncoder;
import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.encoding.Compressor;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanIndex;
import io.tailrace.otlp.Utf8Repair;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a kept span costs on its way to Datadog (checked, mapped, encoded, compressed), and what one
 * costs that is only counted; per span.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DatadogBenchmark {

  /** An encoder for one compression. */
  @State(Scope.Thread)
  public static class Encoding {

    @Param({"INTAKE", "V0_4", "V0_5", "V0_7"})
    private String format = "";

    @Param({"ZSTD", "GZIP", "NONE"})
    private String compression = "";

    private PayloadEncoder encoder = encoder("INTAKE", "NONE");

    @Setup(Level.Trial)
    public void open() {
      encoder = encoder(format, compression);
    }

    private static PayloadEncoder encoder(String format, String compression) {
      return new PayloadEncoder(
          PayloadEncoder.Format.valueOf(format),
          MappingConfig.DEFAULT,
          List.of(),
          "host",
          "bench",
          new SystemClock(),
          new Compressor(
              Compression.valueOf(compression),
              Compression.valueOf(compression).defaultLevel(),
              new MemoryBudget(1L << 30).arrays()));
    }
  }

  private final byte[][] requests = new byte[16][];
  private final SpanIndex[] indexes = new SpanIndex[16];
  private final SystemClock clock = new SystemClock();
  private Connector connector = newConnector(clock);
  private int next;

  /** Makes the batches. */
  @Setup(Level.Trial)
  public void fill() {
    var traffic = new Traffic();
    for (int i = 0; i < requests.length; i++) {
      requests[i] = traffic.request();
      indexes[i] = Traffic.scan(requests[i]);
    }
    connector = newConnector(clock);
    connector.start();
  }

  private static Connector newConnector(SystemClock clock) {
    var factory = new DatadogConnectorFactory();
    var node = ConfigNodes.parse("agent: {endpoint: \"http://127.0.0.1:9\"}", new ConfigReport());
    DatadogConnectorConfig config = factory.parseConfig(node);
    var context =
        new ComponentContext(
            ComponentId.parse("datadog/connector"),
            ComponentKind.CONNECTOR,
            new MetricRegistry(),
            new MemoryBudget(1L << 32),
            clock,
            new EventLoops(1),
            Set.of());
    return factory.create(config, context, _ -> ConsumeResult.ACCEPTED);
  }

  @TearDown(Level.Trial)
  public void stop() {
    connector.stop(Deadline.after(Duration.ofMillis(100), clock));
    clock.close();
  }

  @Benchmark
  @OperationsPerInvocation(Traffic.SPANS)
  public int encode(Encoding encoding) {
    next = (next + 1) % requests.length;
    var batch = SpanBatch.owned(requests[next], Traffic.SPANS);
    var payloads = encoding.encoder.encode(Utf8Repair.repair(batch).batch()).payloads();
    int length = 0;
    for (Payload payload : payloads) {
      length += payload.body().length();
      payload.body().release();
    }
    return length;
  }

  @Benchmark
  @OperationsPerInvocation(Traffic.SPANS)
  public ConsumeResult count() {
    next = (next + 1) % requests.length;
    return connector.consume(SpanBatch.borrowed(indexes[next]));
  }
}
