// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.pipeline.RecordingConsumer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForwardConnectorTest {

  @Test
  void consume_any_handsOnTheBatchAndTheAnswer() {
    var next = new RecordingConsumer();
    var connector = new ForwardConnector(next);
    SpanBatch batch = SpanBatch.owned(new byte[0], 0);
    assertThat(connector.consume(batch)).isEqualTo(ConsumeResult.ACCEPTED);
    assertThat(next.batches()).containsExactly(batch);
    next.answer(new ConsumeResult.Refused("full", Duration.ofSeconds(1)));
    assertThat(connector.consume(batch)).isInstanceOf(ConsumeResult.Refused.class);
  }
}
