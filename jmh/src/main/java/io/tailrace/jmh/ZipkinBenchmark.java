// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.jmh;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.receiver.zipkin.ZipkinTranslation;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Zipkin's v2 spans to OTLP bytes, in requests of 200; and for comparison what a parser of JSON
 * takes that does no more than hand the characters out. Per span.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ZipkinBenchmark {

  private static final int REQUESTS = 32;

  private final byte[][] json = new byte[REQUESTS][];
  private final byte[][] proto = new byte[REQUESTS][];
  private final ZipkinTranslation translation = ZipkinTranslation.of(new MemoryBudget(1L << 30));
  private final JsonFactory jackson = new JsonFactory();
  private int next;

  /** Makes requests of more bytes in total than the second-level cache holds. */
  public ZipkinBenchmark() {
    var traffic = new ZipkinTraffic();
    for (int i = 0; i < REQUESTS; i++) {
      json[i] = traffic.json();
      proto[i] = traffic.proto();
    }
  }

  private byte[] of(byte[][] requests) {
    next = (next + 1) % REQUESTS;
    return requests[next];
  }

  @Benchmark
  @OperationsPerInvocation(ZipkinTraffic.SPANS)
  public int json() {
    return translation.json(of(json));
  }

  @Benchmark
  @OperationsPerInvocation(ZipkinTraffic.SPANS)
  public int proto() {
    return translation.proto(of(proto));
  }

  @Benchmark
  @OperationsPerInvocation(ZipkinTraffic.SPANS)
  public int jacksonTokens() throws IOException {
    int characters = 0;
    try (JsonParser parser = jackson.createParser(of(json))) {
      for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
        if (t == JsonToken.VALUE_STRING) {
          characters += parser.getTextCharacters()[parser.getTextOffset()] + parser.getTextLength();
        }
      }
    }
    return characters;
  }
}
