// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.net.DatagramHandler;

/**
 * The one-way call {@code Agent.emitBatch} in a datagram, in TCompactProtocol or TBinaryProtocol:
 * both are recognised on every port. Nobody can be told to try again, so everything that is not
 * taken is lost, and counted.
 */
final class JaegerDatagramHandler implements DatagramHandler {

  private final JaegerIntake intake;

  JaegerDatagramHandler(JaegerIntake intake) {
    this.intake = intake;
  }

  @Override
  public void handle(byte[] datagram, int length) {
    intake.takeThriftCall(datagram, length);
  }

  @Override
  public void dropped(Loss loss) {
    intake
        .metrics()
        .rejectedRequest(
            switch (loss) {
              case TOO_LARGE -> "too_large";
              case QUEUE_FULL -> "queue_full";
              case NO_MEMORY -> "no_memory";
              case STOPPED -> "shutting_down";
            });
  }
}
