// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

/** What the process says to the one that started it. */
final class ExitCode {

  static final int OK = 0;

  /** Something failed while it ran: a port in use, no room to stop in time. */
  static final int FAILURE = 1;

  /** The command line or the configuration is wrong. */
  static final int USAGE = 2;

  private ExitCode() {}
}
