// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/** Says what a server finds wrong with requests; the handler words it in the client's encoding. */
final class HttpFaults {

  private static final String RETRY_AFTER_SECONDS = "1";

  private final HttpServerConfig config;
  private final HttpHandler handler;

  HttpFaults(HttpServerConfig config, HttpHandler handler) {
    this.config = config;
    this.handler = handler;
  }

  HttpReply of(@Nullable HttpHead head, int status, String message) {
    return handler.fault(head, status, message);
  }

  HttpReply malformed(@Nullable HttpHead head, Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          of(
              head,
              414,
              "request line too long (expected: <= " + RequestDecoder.MAX_LINE_BYTES + " bytes)");
      case TooLongHttpHeaderException _ ->
          of(
              head,
              431,
              "headers too large (expected: <= " + RequestDecoder.MAX_HEADER_BYTES + " bytes)");
      default -> of(head, 400, "not well-formed HTTP/1.1: " + cause.getMessage());
    };
  }

  HttpReply unknownEncoding(HttpHead head, String name) {
    String known =
        config.encodings().stream()
            .map(ContentEncoding::label)
            .sorted()
            .reduce((a, b) -> a + ", " + b)
            .orElse("identity");
    return of(head, 415, "Content-Encoding: " + name + " (expected: " + known + " or none)")
        .with("accept-encoding", known);
  }

  HttpReply tooLarge(HttpHead head) {
    return of(
        head,
        413,
        "request body too large (expected: <= "
            + config.maxBodyBytes()
            + " bytes, before and after decompression)");
  }

  HttpReply noMemory(HttpHead head) {
    return retryLater(of(head, 429, "no memory for further requests in flight; try again"));
  }

  HttpReply shuttingDown(HttpHead head) {
    return retryLater(of(head, 503, "shutting down; try again elsewhere"));
  }

  HttpReply busy(HttpHead head, String message) {
    return retryLater(of(head, 429, message));
  }

  private static HttpReply retryLater(HttpReply answer) {
    return answer.headers().containsKey("retry-after")
        ? answer
        : answer.with("retry-after", RETRY_AFTER_SECONDS);
  }
}
