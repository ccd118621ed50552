// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a gRPC server, as the collector's {@code configgrpc} names them. A duration of zero
 * means never.
 *
 * @param endpoint where it listens
 * @param tls the certificate; null for plain text
 * @param auth who may send; null for everybody
 * @param maxMessageBytes the largest message, after decompression
 * @param maxConcurrentStreams how many calls one connection may have open
 * @param readBufferBytes the most that is read from a connection before anything is written to it
 * @param writeBufferBytes what may wait in a connection's write buffer before it is paused
 * @param keepalive what the server does about idle, old and silent connections
 * @param enforcement what the server demands of the pings of its clients
 */
public record GrpcServerConfig(
    Endpoint endpoint,
    @Nullable ServerTls tls,
    @Nullable ServerAuth auth,
    int maxMessageBytes,
    int maxConcurrentStreams,
    int readBufferBytes,
    int writeBufferBytes,
    Keepalive keepalive,
    Enforcement enforcement) {

  /** Calls per connection if nothing is set: more than any SDK opens. */
  public static final int DEFAULT_STREAMS = 256;

  /** The message limit that OTLP 1.11 recommends, in MiB. */
  public static final int DEFAULT_MESSAGE_MIB = 64;

  /** The settings of a server for which only the endpoint is given. */
  public static GrpcServerConfig of(Endpoint endpoint) {
    return new GrpcServerConfig(
        endpoint,
        null,
        null,
        DEFAULT_MESSAGE_MIB << 20,
        DEFAULT_STREAMS,
        512 << 10,
        32 << 10,
        Keepalive.DEFAULT,
        Enforcement.DEFAULT);
  }

  /** {@code keepalive.server_parameters}. */
  public record Keepalive(
      Duration maxConnectionIdle,
      Duration maxConnectionAge,
      Duration maxConnectionAgeGrace,
      Duration time,
      Duration timeout) {

    /** No limits on idle time and age; a ping after two hours, as gRPC has it. */
    public static final Keepalive DEFAULT =
        new Keepalive(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofHours(2),
            Duration.ofSeconds(20));
  }

  /** {@code keepalive.enforcement_policy}. */
  public record Enforcement(Duration minTime, boolean permitWithoutStream) {

    /**
     * Pings every 10 s are fine, also between calls: gRPC's own five minutes close the connections
     * of clients that are configured to ping, which costs more than it saves.
     */
    public static final Enforcement DEFAULT = new Enforcement(Duration.ofSeconds(10), true);
  }
}
