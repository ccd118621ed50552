// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import io.tailrace.otlp.SpanBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A backend that a test plays: each send answers what was scripted, or waits for the test. */
final class FakeTransport implements SpanTransport {

  final List<SpanBatch> prepared = new ArrayList<>();
  final List<SpanBatch> sent = new ArrayList<>();
  final List<CompletableFuture<ExportOutcome>> unanswered = new ArrayList<>();
  private final Queue<ExportOutcome> script = new ArrayDeque<>();
  boolean answersAtOnce = true;
  boolean isClosed;
  int retainedBytes = 7;

  /** Requests that were prepared and not released. */
  int unreleased;

  /** What the backend says of a batch, if the script says nothing; empty leaves it to the test. */
  Function<SpanBatch, Optional<ExportOutcome>> judge = _ -> Optional.empty();

  void willAnswer(ExportOutcome... outcomes) {
    script.addAll(List.of(outcomes));
  }

  @Override
  public void start() {}

  @Override
  public PreparedRequest prepare(SpanBatch batch) {
    int start = batch.offset();
    byte[] bytes = Arrays.copyOfRange(batch.bytes(), start, start + batch.length());
    var copy = SpanBatch.owned(bytes, batch.spanCount());
    prepared.add(copy);
    unreleased++;
    return new PreparedRequest() {
      @Override
      public int retainedBytes() {
        return retainedBytes;
      }

      @Override
      public CompletionStage<ExportOutcome> send() {
        sent.add(copy);
        var next = script.isEmpty() ? judge.apply(copy).orElse(null) : script.poll();
        if (next == null && !answersAtOnce) {
          var answer = new CompletableFuture<ExportOutcome>();
          unanswered.add(answer);
          return answer;
        }
        return CompletableFuture.completedFuture(next == null ? ExportOutcome.ACCEPTED : next);
      }

      @Override
      public void release() {
        unreleased--;
      }
    };
  }

  int sentSpans() {
    return sent.stream().mapToInt(SpanBatch::spanCount).sum();
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
