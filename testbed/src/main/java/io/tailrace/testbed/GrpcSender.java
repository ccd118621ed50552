// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.OtlpClient;
import io.tailrace.cli.traffic.SendOutcome;
import io.tailrace.net.EventLoops;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** Sends requests as calls of a unary gRPC method, uncompressed. */
final class GrpcSender implements RequestSender {

  private final OtlpClient client;

  /**
   * A connection to a server; it is opened with the first request.
   *
   * @param method the full name of the method: {@code package.Service/Method}
   */
  GrpcSender(InetSocketAddress server, EventLoops eventLoops, String method) {
    client = new OtlpClient(server, eventLoops, method);
  }

  @Override
  public void send(byte[] bytes, Consumer<SendOutcome> onOutcome) {
    client.send(bytes, bytes.length, onOutcome);
  }

  @Override
  public void close() {
    client.close();
  }
}
