// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.pipeline;

import io.tailrace.otlp.SpanBatch;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives every batch to several consumers, all of them.
 *
 * <p>Accepted means that all accepted. If one refuses, so does the fan-out. A processor that offers
 * the same batch again gives it to those only that have not accepted it, however long one of them
 * refuses; a client that sends it again makes duplicates at those that had accepted, as with the
 * collector. A refusal counts more than a rejection, because the batch still has somewhere to go.
 */
public final class FanOut implements Consumer {

  private final Consumer[] consumers;

  /** Who has accepted a batch that another has refused. Batches are equal only to themselves. */
  private final Map<SpanBatch, boolean[]> begun = Collections.synchronizedMap(new WeakHashMap<>());

  /** Whether there may be anything in {@link #begun}: most fan-outs never see a refusal. */
  private volatile boolean hasBegun;

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
    boolean @Nullable [] before = hasBegun ? begun.remove(batch) : null;
    boolean[] accepted = before == null ? new boolean[consumers.length] : before;
    ConsumeResult all = ConsumeResult.ACCEPTED;
    for (int i = 0; i < consumers.length; i++) {
      if (!accepted[i]) {
        ConsumeResult result = consumers[i].consume(batch);
        accepted[i] = result instanceof ConsumeResult.Accepted;
        all = worse(all, result);
      }
    }
    if (all instanceof ConsumeResult.Refused) {
      begun.put(batch, accepted);
      hasBegun = true;
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
