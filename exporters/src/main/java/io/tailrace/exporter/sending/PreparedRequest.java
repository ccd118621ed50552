// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import java.util.concurrent.CompletionStage;

/** A request as it goes over the wire, to be sent as often as it takes, and then released. */
public interface PreparedRequest {

  /** What the request keeps in memory, in bytes. */
  int retainedBytes();

  /**
   * Sends the request once, without blocking. The stage completes normally in every case of load,
   * network or backend; an exceptional completion is a fault of the program and permanent.
   */
  CompletionStage<ExportOutcome> send();

  /** Gives back what it holds. Called once, when no attempt is in flight and none will follow. */
  default void release() {}
}
