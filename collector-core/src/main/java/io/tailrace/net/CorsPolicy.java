// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other origins may send requests, and how (source: WHATWG Fetch, section "CORS
 * protocol"; semantics of the collector's {@code cors} settings).
 */
public final class CorsPolicy {

  private static final List<String> ALWAYS_ALLOWED =
      List.of("accept", "accept-language", "content-language", "content-type", "origin");

  private final Pattern origins;
  private final boolean anyHeader;
  private final List<String> allowedHeaders;
  private final String exposedHeaders;
  private final String maxAgeSeconds;

  /**
   * Makes a policy.
   *
   * @param origins such as {@code https://*.example.com}; {@code *} stands for any text
   * @param headers request headers beyond the safe ones, {@code *} for all
   * @param exposed response headers that a page may read
   * @param maxAge how long a browser may remember the answer; zero for its own default
   */
  public CorsPolicy(
      List<String> origins, List<String> headers, List<String> exposed, Duration maxAge) {
    this.origins =
        Pattern.compile(
            origins.stream().map(CorsPolicy::wildcards).collect(Collectors.joining("|")),
            Pattern.CASE_INSENSITIVE);
    anyHeader = headers.contains("*");
    allowedHeaders =
        Stream.concat(ALWAYS_ALLOWED.stream(), headers.stream().map(CorsPolicy::lower)).toList();
    exposedHeaders = String.join(", ", exposed);
    maxAgeSeconds = maxAge.isZero() ? "" : String.valueOf(maxAge.toSeconds());
  }

  private static String wildcards(String origin) {
    return Stream.of(origin.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
  }

  private static String lower(String header) {
    return header.strip().toLowerCase(Locale.ROOT);
  }

  /** Whether a request asks what it may send, instead of sending it. */
  static boolean isPreflight(HttpHead head) {
    return head.method().equals("OPTIONS")
        && head.header("origin") != null
        && head.header("access-control-request-method") != null;
  }

  /** The answer to {@linkplain #isPreflight such} a request. */
  HttpReply preflight(HttpHead head) {
    HttpReply reply =
        HttpReply.empty(204)
            .with("vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    String origin = head.header("origin");
    String method = head.header("access-control-request-method");
    String headers = head.header("access-control-request-headers");
    if (origin == null
        || !allows(origin)
        || !"POST".equalsIgnoreCase(method)
        || !allowsHeaders(headers)) {
      return reply;
    }
    reply =
        reply
            .with("access-control-allow-origin", origin)
            .with("access-control-allow-credentials", "true")
            .with("access-control-allow-methods", "POST");
    if (headers != null && !headers.isBlank()) {
      reply = reply.with("access-control-allow-headers", headers);
    }
    return maxAgeSeconds.isEmpty() ? reply : reply.with("access-control-max-age", maxAgeSeconds);
  }

  /** Adds to a response what lets the page read it. */
  void apply(@Nullable String origin, HttpHeaders response) {
    if (!response.contains("vary")) {
      response.set("vary", "Origin");
    }
    if (origin != null && allows(origin) && !response.contains("access-control-allow-origin")) {
      response.set("access-control-allow-origin", origin);
      response.set("access-control-allow-credentials", "true");
      if (!exposedHeaders.isEmpty()) {
        response.set("access-control-expose-headers", exposedHeaders);
      }
    }
  }

  private boolean allows(String origin) {
    return origins.matcher(origin).matches();
  }

  private boolean allowsHeaders(@Nullable String requested) {
    return requested == null
        || anyHeader
        || Stream.of(requested.split(",", -1))
            .map(CorsPolicy::lower)
            .allMatch(header -> header.isEmpty() || allowedHeaders.contains(header));
  }
}
