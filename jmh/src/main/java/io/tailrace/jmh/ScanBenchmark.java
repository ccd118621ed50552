// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.jmh;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.SpanIndex;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Reading a request: the scanner, a plain copy of the bytes, and protobuf's own runtime; per span.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScanBenchmark {

  private static final int REQUESTS = 64;

  private final byte[][] requests = new byte[REQUESTS][];
  private final SpanIndex index = new SpanIndex();
  private final byte[] target;
  private int next;

  /** Makes requests of more bytes in total than the second-level cache holds. */
  public ScanBenchmark() {
    var traffic = new Traffic();
    for (int i = 0; i < REQUESTS; i++) {
      requests[i] = traffic.request();
    }
    target = new byte[2 * requests[0].length];
  }

  private byte[] request() {
    next = (next + 1) % REQUESTS;
    return requests[next];
  }

  @Benchmark
  @OperationsPerInvocation(Traffic.SPANS)
  public int scan() throws MalformedOtlpException {
    byte[] request = request();
    OtlpScanner.scan(request, 0, request.length, index);
    return index.spanCount();
  }

  @Benchmark
  @OperationsPerInvocation(Traffic.SPANS)
  public byte[] copy() {
    byte[] request = request();
    System.arraycopy(request, 0, target, 0, request.length);
    return target;
  }

  @Benchmark
  @OperationsPerInvocation(Traffic.SPANS)
  public ExportTraceServiceRequest protobuf() throws InvalidProtocolBufferException {
    return ExportTraceServiceRequest.parseFrom(request());
  }
}
