// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.pipeline;

import io.tailrace.otlp.SpanBatch;
import java.util.List;

/**
 * Gives every batch to several consumers, all of them.
 *
 * <p>Accepted means that all accepted. If one refuses, so does the fan-out, and a sender that tries
 * again makes duplicates at those that had accepted: the collector does the same. A refusal counts
 * more than a rejection, because the batch still has somewhere to go.
 */
public final class FanOut implements Consumer {

  private final Consumer[] consumers;

  private FanOut(List<Consumer> consumers) {
    this.consumers = consumers.toArray(Consumer[]::new);
  }

  /**
   * A consumer that feeds all of {@code consumers}; the only one itself, if it is alone.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Consumer of(List<? extends Consumer> consumers) {
    return switch (consumers.size()) {
      case 0 -> throw new IllegalArgumentException("consumers: none (expected: at least one)");
      case 1 -> consumers.getFirst();
      default -> new FanOut(List.copyOf(consumers));
    };
  }

  @Override
  public ConsumeResult consume(SpanBatch batch) {
    ConsumeResult all = ConsumeResult.ACCEPTED;
    for (Consumer consumer : consumers) {
      all = worse(all, consumer.consume(batch));
    }
    return all;
  }

  private static ConsumeResult worse(ConsumeResult a, ConsumeResult b) {
    return switch (b) {
      case ConsumeResult.Accepted _ -> a;
      case ConsumeResult.Rejected _ -> a instanceof ConsumeResult.Accepted ? b : a;
      case ConsumeResult.Refused refused ->
          a instanceof ConsumeResult.Refused before
                  && before.retryAfter().compareTo(refused.retryAfter()) >= 0
              ? before
              : refused;
    };
  }
}
