// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.EventLoops;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.receiver.intake.Outcome;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.SystemClock;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Batches of Jaeger on their way to a pipeline that takes everything: translated to OTLP, scanned
 * and counted; per span. In the package of what it measures, which is not public.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JaegerBenchmark {

  private static final int REQUESTS = 64;

  private final byte[][] proto = new byte[REQUESTS][];
  private final byte[][] binary = new byte[REQUESTS][];
  private final byte[][] compact = new byte[REQUESTS][];
  private final SystemClock clock = new SystemClock();
  private final JaegerIntake intake;
  private int next;

  /** Makes requests of more bytes in total than the second-level cache holds. */
  public JaegerBenchmark() {
    var traffic = new JaegerTraffic();
    for (int i = 0; i < REQUESTS; i++) {
      proto[i] = traffic.proto();
      binary[i] = traffic.thrift(false);
      compact[i] = traffic.thrift(true);
    }
    var context =
        new ComponentContext(
            ComponentId.parse("jaeger"),
            ComponentKind.RECEIVER,
            new MetricRegistry(),
            new MemoryBudget(1L << 30),
            clock,
            new EventLoops(1),
            Set.of());
    intake = new JaegerIntake(context, _ -> ConsumeResult.ACCEPTED, "benchmark");
  }

  @TearDown
  public void close() {
    clock.close();
  }

  private byte[] request(byte[][] requests) {
    next = (next + 1) % REQUESTS;
    return requests[next];
  }

  @Benchmark
  @OperationsPerInvocation(JaegerTraffic.SPANS)
  public Outcome grpc() {
    byte[] request = request(proto);
    return intake.takeProto(request, request.length);
  }

  @Benchmark
  @OperationsPerInvocation(JaegerTraffic.SPANS)
  public Outcome thriftHttp() {
    byte[] request = request(binary);
    return intake.takeThriftBatch(request, request.length);
  }

  @Benchmark
  @OperationsPerInvocation(JaegerTraffic.SPANS)
  public void thriftUdp() {
    byte[] request = request(compact);
    intake.takeThriftCall(request, request.length);
  }
}
