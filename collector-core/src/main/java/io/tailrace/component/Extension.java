// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

/**
 * A component outside the pipelines, such as a health check. Extensions start first and stop last.
 */
public interface Extension extends Component {

  /** Called once every component has started: spans are taken from now on. */
  default void ready() {}

  /** Called before the receivers are stopped: no more spans are taken. */
  default void notReady() {}
}
