// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A few of the messages that {@code testbed/run fuzz} makes by the million. */
class DecoderFuzzTest {

  private static final long SEED = 1;
  private static final int MESSAGES = 4_000;
  private static final Duration HANG_LIMIT = Duration.ofSeconds(30);
  private static final long NOBODY = -1;

  @ParameterizedTest
  @EnumSource
  void run_someThousandMessages_findsNothing(Target target) {
    var hanging = new AtomicLong(NOBODY);
    Fuzzer.Result result = Fuzzer.run(target, SEED, MESSAGES, HANG_LIMIT, hanging::set);
    assertThat(result.failures()).isEmpty();
    assertThat(hanging).hasValue(NOBODY);
    assertThat(result.accepted() + result.rejected()).isEqualTo(result.messages());
    assertThat(result.withSpans()).as("with spans").isGreaterThan(MESSAGES / 50);
    assertThat(result.rejected()).as("rejected").isGreaterThan(MESSAGES / 50);
  }

  @ParameterizedTest
  @EnumSource
  void corpus_everyMessage_isAccepted(Target target) {
    Decoder decoder = target.decoder();
    assertThat(target.corpus())
        .hasSizeGreaterThan(4)
        .filteredOn(message -> decoder.decode(message, message.length))
        .as("accepted")
        .hasSizeGreaterThan(target.corpus().size() * 9 / 10);
  }

  @Test
  void message_sameSeedAndNumber_isTheSame() {
    assertThat(Fuzzer.message(Target.JAEGER_PROTO, 7, 99))
        .isEqualTo(Fuzzer.message(Target.JAEGER_PROTO, 7, 99))
        .isNotEqualTo(Fuzzer.message(Target.JAEGER_PROTO, 8, 99));
  }

  /** Each of the faults that a decoder can have is seen. */
  @ParameterizedTest
  @EnumSource
  void run_faultyDecoder_isCaught(Fault fault) {
    var corpus = List.of(new byte[] {1, 2, 3, 4});
    var fuzzer = new Fuzzer(new FaultyDecoder(fault), new Mutator(corpus, SEED));
    try (var watchdog = new Watchdog(HANG_LIMIT, _ -> {})) {
      assertThat(fuzzer.run(100, watchdog).failures())
          .first()
          .satisfies(failure -> assertThat(failure.what()).contains(fault.expected));
    }
  }

  enum Fault {
    THROWS("java.lang.IllegalStateException"),
    OVERFLOWS("java.lang.StackOverflowError"),
    ALLOCATES("more is allocated"),
    HOLDS("7 bytes stay reserved"),
    WRITES_NO_OTLP("MalformedOtlpException"),
    MISCOUNTS("spans that the scanner does not take");

    final String expected;

    Fault(String expected) {
      this.expected = expected;
    }
  }

  private static final class FaultyDecoder implements Decoder {

    private final Fault fault;
    private byte[] waste = {};

    FaultyDecoder(Fault fault) {
      this.fault = fault;
    }

    @Override
    public boolean decode(byte[] message, int length) {
      switch (fault) {
        case THROWS -> throw new IllegalStateException();
        case OVERFLOWS -> throw new StackOverflowError();
        case ALLOCATES -> waste = new byte[(int) Fuzzer.allowedBytes(Mutator.MAX_BYTES) + 1];
        default -> {}
      }
      return fault == Fault.WRITES_NO_OTLP || fault == Fault.MISCOUNTS || waste.length == 1;
    }

    @Override
    public byte[] output() {
      return fault == Fault.WRITES_NO_OTLP ? new byte[] {0x0A, 5} : new byte[0];
    }

    @Override
    public int outputLength() {
      return output().length;
    }

    @Override
    public int spans() {
      return 1;
    }

    @Override
    public long heldBytes() {
      return fault == Fault.HOLDS ? 7 : 0;
    }
  }

  @Test
  void watchdog_messageThatHangs_isReported() throws Exception {
    var hanging = new java.util.concurrent.CompletableFuture<Long>();
    try (var watchdog = new Watchdog(Duration.ofMillis(1), hanging::complete)) {
      watchdog.begin(42);
      assertThat(hanging.get(30, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo(42);
    }
  }
}
