// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jaegertracing.agent.thrift.Agent;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.SpanIndex;
import io.tailrace.receiver.intake.NoRoomException;
import io.tailrace.receiver.intake.Reservation;
import io.tailrace.receiver.thrift.MalformedThriftException;
import java.util.Arrays;
import java.util.Random;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TMemoryBuffer;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes are: either a clear refusal, or OTLP that protobuf's own parser reads and of
 * which the scanner rejects nothing.
 */
class JaegerFuzzTest {

  private static final int MUTATIONS = 10_000;
  private static final int MEMORY_BYTES = 64 << 20;

  private final Translation translation = new Translation();
  private final MemoryBudget memory = new MemoryBudget(1L << 30);

  {
    memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, MEMORY_BYTES);
  }

  private interface Decoder {
    void decode(byte[] bytes, Reservation reservation)
        throws MalformedOtlpException, MalformedThriftException;
  }

  @FuzzTest(maxDuration = "5s")
  void fuzz_proto_isTranslatedOrRefused(byte[] bytes) throws Exception {
    check((b, reservation) -> translation.proto(b, b.length, reservation), bytes);
  }

  @FuzzTest(maxDuration = "5s")
  void fuzz_thriftBatch_isTranslatedOrRefused(byte[] bytes) throws Exception {
    check((b, reservation) -> translation.thriftBatch(b, b.length, reservation), bytes);
  }

  @FuzzTest(maxDuration = "5s")
  void fuzz_thriftCall_isTranslatedOrRefused(byte[] bytes) throws Exception {
    check((b, reservation) -> translation.thriftCall(b, b.length, reservation), bytes);
  }

  @Test
  void mutate_protoBatches_areTranslatedOrRefused() throws Exception {
    byte[][] valid = new byte[50][];
    for (int i = 0; i < valid.length; i++) {
      valid[i] = Translations.request(new RandomBatch(new Random(i)).proto());
    }
    mutate((b, reservation) -> translation.proto(b, b.length, reservation), valid);
  }

  @Test
  void mutate_thriftBatches_areTranslatedOrRefused() throws Exception {
    byte[][] valid = new byte[50][];
    for (int i = 0; i < valid.length; i++) {
      valid[i] = Translations.binary(new RandomBatch(new Random(i)).thrift());
    }
    mutate((b, reservation) -> translation.thriftBatch(b, b.length, reservation), valid);
  }

  @Test
  void mutate_thriftCalls_areTranslatedOrRefused() throws Exception {
    byte[][] valid = new byte[50][];
    for (int i = 0; i < valid.length; i++) {
      valid[i] = call(i);
    }
    mutate((b, reservation) -> translation.thriftCall(b, b.length, reservation), valid);
  }

  private static byte[] call(int seed) throws Exception {
    var buffer = new TMemoryBuffer(1024);
    TProtocol out = seed % 2 == 0 ? new TCompactProtocol(buffer) : new TBinaryProtocol(buffer);
    out.writeMessageBegin(new TMessage("emitBatch", TMessageType.ONEWAY, 1));
    var arguments = new Agent.emitBatch_args();
    arguments.setBatch(new RandomBatch(new Random(seed)).thrift());
    arguments.write(out);
    out.writeMessageEnd();
    return Arrays.copyOf(buffer.getArray(), buffer.length());
  }

  private void mutate(Decoder decoder, byte[][] valid) throws Exception {
    var random = new Random(42);
    int translated = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = valid[i % valid.length].clone();
      for (int m = 1 + random.nextInt(3); m > 0; m--) {
        int at = random.nextInt(bytes.length);
        int from = random.nextInt(bytes.length);
        int count = Math.min(random.nextInt(20), bytes.length - Math.max(at, from));
        switch (random.nextInt(4)) {
          case 0 -> bytes[at] = (byte) random.nextInt();
          case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
          case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
          default -> System.arraycopy(bytes, from, bytes, at, count);
        }
      }
      translated += check(decoder, bytes) ? 1 : 0;
    }
    assertThat(translated).as("of all mutations").isGreaterThan(MUTATIONS / 20);
  }

  /** Returns whether spans came out. */
  private boolean check(Decoder decoder, byte[] bytes) throws Exception {
    try (var reservation = new Reservation(memory)) {
      decoder.decode(bytes, reservation);
    } catch (MalformedOtlpException | MalformedThriftException | NoRoomException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    } finally {
      assertThat(memory.used(MemoryTag.RECEIVER_IN_FLIGHT)).isZero();
    }
    int length = translation.output.length();
    byte[] otlp = new byte[length];
    translation.output.copyTo(otlp);
    ExportTraceServiceRequest.parseFrom(otlp);
    var index = new SpanIndex();
    OtlpScanner.scan(otlp, 0, length, index);
    assertThat(index.rejectedSpans()).isZero();
    assertThat(index.spanCount()).isEqualTo(translation.output.spans());
    return index.spanCount() > 0;
  }
}
