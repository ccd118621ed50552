// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.SpanIndex;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are: either a clear refusal, or a well-formed request. */
class JsonRequestFuzzTest {

  private static final int MUTATIONS = 4_000;
  private static final String SPICE = "{}[]\",:0123456789eE+-.\\unulltruefalse\u0000\t é";

  @FuzzTest(maxDuration = "20s")
  void fuzz_anyBytes_areConvertedOrRefused(byte[] json) throws Exception {
    check(json);
  }

  @Test
  void mutate_validRequests_areConvertedOrRefused() throws Exception {
    var random = new Random(42);
    byte[] spice = SPICE.getBytes(UTF_8);
    byte[][] valid = new byte[50][];
    for (int i = 0; i < valid.length; i++) {
      valid[i] = OtlpJsonPrinter.print(new RandomRequest(new Random(i)).next()).getBytes(UTF_8);
    }
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] json = valid[i % valid.length].clone();
      for (int m = 1 + random.nextInt(4); m > 0; m--) {
        int at = random.nextInt(json.length);
        int from = random.nextInt(json.length);
        int count = Math.min(random.nextInt(20), json.length - Math.max(at, from));
        switch (random.nextInt(3)) {
          case 0 -> json[at] = spice[random.nextInt(spice.length)];
          case 1 -> json[at] = (byte) random.nextInt();
          default -> System.arraycopy(json, from, json, at, count);
        }
      }
      check(json);
    }
  }

  private static void check(byte[] json) throws Exception {
    byte[] protobuf;
    try {
      protobuf = JsonRequest.toProtobuf(json, json.length);
    } catch (MalformedJsonException _) {
      return;
    }
    ExportTraceServiceRequest.parseFrom(protobuf);
    OtlpScanner.scan(protobuf, 0, protobuf.length, new SpanIndex());
  }
}
