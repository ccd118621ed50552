// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.otlp.SpanBatch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FanOutTest {

  private static final ConsumeResult REJECTED = new ConsumeResult.Rejected("no");
  private static final ConsumeResult REFUSED =
      new ConsumeResult.Refused("full", Duration.ofSeconds(1));
  private static final ConsumeResult REFUSED_LONGER =
      new ConsumeResult.Refused("fuller", Duration.ofSeconds(2));

  private final RecordingConsumer a = new RecordingConsumer();
  private final RecordingConsumer b = new RecordingConsumer();
  private final Consumer fanOut = FanOut.of(List.of(a, b));

  private ConsumeResult consume(ConsumeResult first, ConsumeResult second) {
    a.answer(first);
    b.answer(second);
    return fanOut.consume(SpanBatch.owned(new byte[0], 0));
  }

  @Test
  void consume_allAccept_isAccepted() {
    assertThat(consume(ConsumeResult.ACCEPTED, ConsumeResult.ACCEPTED))
        .isEqualTo(ConsumeResult.ACCEPTED);
    assertThat(a.batches()).hasSize(1);
    assertThat(b.batches()).hasSize(1);
  }

  @Test
  void consume_oneRefuses_isRefusedAndTheOthersStillGetIt() {
    assertThat(consume(REFUSED, ConsumeResult.ACCEPTED)).isEqualTo(REFUSED);
    assertThat(b.batches()).hasSize(1);
    assertThat(consume(ConsumeResult.ACCEPTED, REFUSED)).isEqualTo(REFUSED);
  }

  @Test
  void consume_sameBatchAgain_goesToThoseOnlyThatHaveNotAccepted() {
    var batch = SpanBatch.owned(new byte[0], 0);
    a.answer(REFUSED);
    for (int i = 0; i < 3; i++) {
      assertThat(fanOut.consume(batch)).isEqualTo(REFUSED);
    }
    assertThat(b.batches()).hasSize(1);
    a.answer(ConsumeResult.ACCEPTED);
    b.answer(REFUSED);
    assertThat(fanOut.consume(batch)).isEqualTo(ConsumeResult.ACCEPTED);
    assertThat(a.batches()).hasSize(1);

    b.answer(ConsumeResult.ACCEPTED);
    assertThat(fanOut.consume(batch)).isEqualTo(ConsumeResult.ACCEPTED);
    assertThat(b.batches()).as("a batch that is through is forgotten").hasSize(2);
  }

  @Test
  void consume_mixed_takesTheAnswerThatLosesNothing() {
    assertThat(consume(REJECTED, ConsumeResult.ACCEPTED)).isEqualTo(REJECTED);
    assertThat(consume(ConsumeResult.ACCEPTED, REJECTED)).isEqualTo(REJECTED);
    assertThat(consume(REJECTED, REFUSED)).isEqualTo(REFUSED);
    assertThat(consume(REFUSED, REJECTED)).isEqualTo(REFUSED);
    assertThat(consume(REFUSED, REFUSED_LONGER)).isEqualTo(REFUSED_LONGER);
    assertThat(consume(REFUSED_LONGER, REFUSED)).isEqualTo(REFUSED_LONGER);
  }

  @Test
  void of_oneOrNone_addsNothing() {
    assertThat(FanOut.of(List.of(a))).isSameAs(a);
    assertThatThrownBy(() -> FanOut.of(List.of())).hasMessageContaining("expected: at least one");
  }
}
