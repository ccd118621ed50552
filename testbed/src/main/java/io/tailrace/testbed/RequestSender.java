// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.SendOutcome;
import java.util.function.Consumer;

/** One connection of a load generator to a server. Used on its event loop only. */
interface RequestSender extends AutoCloseable {

  /**
   * Sends a request.
   *
   * @param bytes the request; they must not change before the answer
   * @param onOutcome called once, on the event loop
   */
  void send(byte[] bytes, Consumer<SendOutcome> onOutcome);

  /** Closes the connection. */
  @Override
  void close();
}
