// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an HTTP server, as the collector's {@code confighttp} names them. A duration of zero
 * means no limit.
 *
 * @param endpoint where it listens
 * @param tls the certificate; null for plain text
 * @param auth who may send; null for everybody
 * @param maxBodyBytes the largest request body, before and after decompression
 * @param encodings the compressions that are taken
 * @param cors what browsers may do; null if pages of other origins may do nothing
 * @param responseHeaders headers of every response
 * @param keepAlives whether a connection may serve several requests
 * @param timeouts how long a connection may take for what
 */
public record HttpServerConfig(
    Endpoint endpoint,
    @Nullable ServerTls tls,
    @Nullable ServerAuth auth,
    int maxBodyBytes,
    Set<ContentEncoding> encodings,
    @Nullable CorsPolicy cors,
    Map<String, String> responseHeaders,
    boolean keepAlives,
    Timeouts timeouts) {

  /** The collector's limit of a request body. */
  public static final int DEFAULT_BODY_BYTES = 20 << 20;

  public HttpServerConfig {
    encodings = Set.copyOf(encodings);
    responseHeaders = Map.copyOf(responseHeaders);
  }

  HttpServerConfig withMaxBodyBytes(int bytes) {
    return new HttpServerConfig(
        endpoint, tls, auth, bytes, encodings, cors, responseHeaders, keepAlives, timeouts);
  }

  /** The settings of a server for which only the endpoint is given. */
  public static HttpServerConfig of(Endpoint endpoint) {
    return new HttpServerConfig(
        endpoint,
        null,
        null,
        DEFAULT_BODY_BYTES,
        EnumSet.allOf(ContentEncoding.class),
        null,
        Map.of(),
        true,
        Timeouts.DEFAULT);
  }

  /**
   * How long a connection may take.
   *
   * @param readHeader from the first byte of a request (or the opening of the connection) to the
   *     end of its headers
   * @param read from there to the end of the body
   * @param write until the client has taken a response
   * @param idle between two requests
   */
  public record Timeouts(Duration readHeader, Duration read, Duration write, Duration idle) {

    /**
     * Long enough for every client that means it. (The collector has none, and so keeps a
     * connection that sends a byte now and then for ever.)
     */
    public static final Timeouts DEFAULT =
        new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2));
  }
}
