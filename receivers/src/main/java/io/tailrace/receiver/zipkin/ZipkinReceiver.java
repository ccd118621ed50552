// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.Deadline;
import io.tailrace.component.Receiver;
import io.tailrace.net.HttpServer;
import io.tailrace.net.ServerContext;
import io.tailrace.pipeline.Consumer;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Receives Zipkin's spans over HTTP, on the event loops of the process. */
public final class ZipkinReceiver implements Receiver {

  private final HttpServer http;
  private volatile boolean started;

  ZipkinReceiver(ZipkinReceiverConfig config, ComponentContext context, Consumer next) {
    http =
        new HttpServer(
            config.http(),
            ServerContext.of(context),
            new ZipkinHttpHandler(context, next, config.translation()));
  }

  @Override
  public void start() {
    http.start();
    started = true;
  }

  /** Where it is listened; empty if the receiver is not running. */
  public Optional<InetSocketAddress> address() {
    return started ? Optional.of(http.address()) : Optional.empty();
  }

  @Override
  public void stop(Deadline deadline) {
    started = false;
    http.stop(deadline);
  }
}
