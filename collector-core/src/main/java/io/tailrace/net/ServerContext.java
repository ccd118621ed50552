// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.auth.ServerAuthenticator;
import io.tailrace.component.ComponentContext;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.Clock;
import java.util.function.Function;
import org.slf4j.Logger;

/**
 * What a server needs from the process.
 *
 * @param owner who the server belongs to, for messages: {@code receivers::otlp}
 * @param eventLoops where it runs
 * @param memory where the bytes of requests on their way in are counted
 * @param clock the time, for timeouts
 * @param logger where it reports what an operator should know
 * @param metrics where it counts who was let in
 * @param component the ID of the component that the server belongs to
 * @param authenticators finds a server authenticator by the ID of its extension
 */
public record ServerContext(
    String owner,
    EventLoops eventLoops,
    MemoryBudget memory,
    Clock clock,
    Logger logger,
    MetricRegistry metrics,
    String component,
    Function<String, ServerAuthenticator> authenticators) {

  /** The context of a component's server. */
  public static ServerContext of(ComponentContext component) {
    return new ServerContext(
        component.kind().section() + "::" + component.id(),
        component.eventLoops(),
        component.memory(),
        component.clock(),
        component.logger(),
        component.metrics(),
        component.id().toString(),
        name -> component.extensions().get(name, ServerAuthenticator.class));
  }

  /**
   * The largest request that can ever be taken, in bytes: what the configuration allows, but not
   * more than all requests in flight together may hold. A larger one is refused for good, so that
   * its sender does not try again for ever.
   */
  int largestRequest(int configured) {
    return (int) Math.min(configured, memory.limit(MemoryTag.RECEIVER_IN_FLIGHT));
  }
}
