// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.jmh;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.component.Processor;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.EventLoops;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanIndex;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.processor.tailsampling.TailSamplingConfig;
import io.tailrace.processor.tailsampling.TailSamplingFactory;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.SystemClock;
import java.time.Duration;
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
 * The processor in its steady state: scan a request, append its spans to a full buffer, and decide
 * as many traces, oldest first, as it needs pages; per span. {@code sampled} is the share in
 * percent that is copied out, so that the difference between two of them is the cost of
 * concatenation.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TailSamplingBenchmark {

  private static final String CONFIG =
      """
      num_shards: 1
      buffer: {limit_mib: 128}
      policies:
        - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}
        - {name: slow, type: latency, latency: {threshold_ms: 5000}}
        - {name: baseline, type: probabilistic, probabilistic: {sampling_percentage: %s}}
      """;

  @Param({"0", "10"})
  private String sampled = "";

  private final Traffic traffic = new Traffic();
  private final byte[][] requests = new byte[64][];
  private final SpanIndex index = new SpanIndex();
  private final SystemClock clock = new SystemClock();
  private Processor processor = new NoProcessor();
  private int next;

  /** Stands in until the set-up has run. */
  private static final class NoProcessor implements Processor {
    @Override
    public void start() {}

    @Override
    public void stop(Deadline deadline) {}

    @Override
    public ConsumeResult consume(SpanBatch batch) {
      return ConsumeResult.ACCEPTED;
    }
  }

  /** Fills the buffer. */
  @Setup(Level.Trial)
  public void fill() throws MalformedOtlpException {
    for (int i = 0; i < requests.length; i++) {
      requests[i] = traffic.request();
    }
    var factory = new TailSamplingFactory();
    var node = ConfigNodes.parse(CONFIG.formatted(sampled), new ConfigReport());
    TailSamplingConfig config = factory.parseConfig(node);
    var context =
        new ComponentContext(
            ComponentId.parse("tail_sampling"),
            ComponentKind.PROCESSOR,
            new MetricRegistry(),
            new MemoryBudget(1L << 32),
            clock,
            new EventLoops(1),
            Set.of());
    processor = factory.create(config, context, _ -> ConsumeResult.ACCEPTED);
    processor.start();
    for (int i = 0; i < 2_000; i++) {
      appendAndDecide();
    }
  }

  @TearDown(Level.Trial)
  public void stop() {
    processor.stop(Deadline.after(Duration.ofSeconds(5), clock));
    clock.close();
  }

  @Benchmark
  @OperationsPerInvocation(Traffic.SPANS)
  public ConsumeResult appendAndDecide() throws MalformedOtlpException {
    next = (next + 1) % requests.length;
    byte[] request = requests[next];
    OtlpScanner.scan(request, 0, request.length, index);
    traffic.renew(request, index);
    OtlpScanner.scan(request, 0, request.length, index);
    ConsumeResult result = processor.consume(SpanBatch.borrowed(index));
    if (result instanceof ConsumeResult.Refused) {
      Thread.onSpinWait();
    }
    return result;
  }
}
