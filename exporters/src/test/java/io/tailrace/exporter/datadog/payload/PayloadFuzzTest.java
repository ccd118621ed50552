// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tailrace.exporter.datadog.mapping.MappingConfig;
import io.tailrace.exporter.datadog.payload.PayloadEncoder.Format;
import io.tailrace.exporter.datadog.proto.AgentPayload;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.RandomRequests;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanIndex;
import io.tailrace.otlp.Utf8Repair;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessagePack;

/** Whatever a receiver lets in becomes payloads that others can read, with every span in them. */
class PayloadFuzzTest {

  private static final int MUTATIONS = 2_000;

  private static final Map<Format, PayloadEncoder> ENCODERS = new EnumMap<>(Format.class);

  static {
    for (Format format : Format.values()) {
      ENCODERS.put(format, Payloads.encoder(format, MappingConfig.DEFAULT));
    }
  }

  @FuzzTest(maxDuration = "5s")
  void fuzz_anyRequest_becomesPayloads(byte[] otlp) throws Exception {
    check(otlp);
  }

  @Test
  void mutate_validRequests_becomePayloads() throws Exception {
    var random = new Random(42);
    var requests = new RandomRequests(1, 5);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] otlp = requests.next().toByteArray();
      for (int m = random.nextInt(4); m > 0 && otlp.length > 0; m--) {
        otlp[random.nextInt(otlp.length)] = (byte) random.nextInt();
      }
      check(otlp);
    }
  }

  private static void check(byte[] otlp) throws Exception {
    var index = new SpanIndex();
    try {
      OtlpScanner.scan(otlp, 0, otlp.length, index);
    } catch (MalformedOtlpException _) {
      return;
    }
    var batch = Utf8Repair.repair(SpanBatch.owned(otlp, index.spanCount())).batch();
    for (var each : ENCODERS.entrySet()) {
      int spans = 0;
      for (Payload payload : each.getValue().encode(batch).payloads()) {
        spans += payload.spans().length;
        if (each.getKey() == Format.INTAKE) {
          AgentPayload.parseFrom(payload.body().toArray());
        } else {
          try (var unpacker = MessagePack.newDefaultUnpacker(payload.body().toArray())) {
            unpacker.unpackValue();
            assertThat(unpacker.hasNext()).isFalse();
          }
        }
      }
      assertThat(spans).isEqualTo(index.spanCount());
    }
  }
}
