// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.config.ConfigNode;

/**
 * Settings of a UDP server, as the collector's Jaeger receiver names them.
 *
 * @param endpoint where it listens
 * @param maxPacketBytes the longest datagram that is taken
 * @param queueSize how many datagrams may wait to be processed
 * @param workers how many threads process them
 * @param socketBufferBytes what the kernel is asked to keep until it is read
 * @param isSocketBufferSet whether the user asked for that size
 */
public record UdpServerConfig(
    Endpoint endpoint,
    int maxPacketBytes,
    int queueSize,
    int workers,
    int socketBufferBytes,
    boolean isSocketBufferSet) {

  /** The collector's longest datagram; UDP itself carries 65,507 bytes over IPv4. */
  public static final int DEFAULT_PACKET_BYTES = 65_000;

  /** The collector's length of the queue. */
  public static final int DEFAULT_QUEUE_SIZE = 1000;

  /** One thread translates more than a loopback interface carries. */
  public static final int DEFAULT_WORKERS = 1;

  /**
   * Some 60 datagrams of the largest size: the system's own default of about 200 KiB is full after
   * three. The kernel grants at most {@code net.core.rmem_max}.
   */
  public static final int DEFAULT_SOCKET_BUFFER_BYTES = 4 << 20;

  private static final int MAX_PACKET_BYTES = 65_535;
  private static final int MAX_QUEUE_SIZE = 1_000_000;
  private static final int MAX_WORKERS = 1000;
  private static final int MAX_SOCKET_BUFFER_BYTES = 1 << 30;

  /**
   * Reads a UDP server's settings. What is wrong is reported to the node.
   *
   * @param defaultEndpoint where it listens if nothing is said
   */
  public static UdpServerConfig read(ConfigNode node, Endpoint defaultEndpoint) {
    int buffer = (int) node.integer("socket_buffer_size", 0, 0, MAX_SOCKET_BUFFER_BYTES);
    return new UdpServerConfig(
        ServerSettings.endpoint(node, defaultEndpoint),
        (int) node.integer("max_packet_size", DEFAULT_PACKET_BYTES, 1, MAX_PACKET_BYTES),
        (int) node.integer("queue_size", DEFAULT_QUEUE_SIZE, 1, MAX_QUEUE_SIZE),
        (int) node.integer("workers", DEFAULT_WORKERS, 1, MAX_WORKERS),
        buffer == 0 ? DEFAULT_SOCKET_BUFFER_BYTES : buffer,
        buffer != 0);
  }
}
