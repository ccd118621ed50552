// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.forward;

import io.tailrace.component.Connector;
import io.tailrace.component.Deadline;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.pipeline.ConsumeResult;
import io.tailrace.pipeline.Consumer;

/** Hands every batch on as it is. */
final class ForwardConnector implements Connector {

  private final Consumer next;

  ForwardConnector(Consumer next) {
    this.next = next;
  }

  @Override
  public ConsumeResult consume(SpanBatch batch) {
    return next.consume(batch);
  }

  @Override
  public void start() {
    // nothing to open
  }

  @Override
  public void stop(Deadline deadline) {
    // nothing is held
  }
}
