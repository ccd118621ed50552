// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

/**
 * Something that is started once and stopped once. Exporters start first and stop last, receivers
 * the other way round.
 */
public interface Component {

  /**
   * Starts the component: opens ports and files, starts threads.
   *
   * @throws ComponentException if it cannot work: a port in use, a file that cannot be written. The
   *     message is for the user.
   */
  void start();

  /**
   * Stops the component: takes nothing new, hands on what it holds until {@code deadline}, counts
   * what is left as dropped. Idempotent, and legal before {@link #start()}.
   */
  void stop(Deadline deadline);
}
