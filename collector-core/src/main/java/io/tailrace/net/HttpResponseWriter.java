// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.tailrace.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Turns the answers of one connection into HTTP/1.1 responses. */
final class HttpResponseWriter {

  private static final long NANOS = 1_000_000_000L;

  private final HttpServerConfig config;
  private final Clock clock;

  HttpResponseWriter(HttpServerConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /**
   * Writes a response, without flushing it.
   *
   * @param head the request; null if it could not be read
   */
  void write(
      ChannelHandlerContext ctx, @Nullable HttpHead head, HttpReply reply, boolean keepAlive) {
    var status = HttpResponseStatus.valueOf(reply.status());
    boolean bodiless = head != null && head.method().equals("HEAD");
    HttpHeaders headers;
    if (bodiless) {
      var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
      headers = response.headers();
      addHeaders(headers, head, reply, keepAlive);
      var _ = ctx.write(response);
      var _ = ctx.write(LastHttpContent.EMPTY_LAST_CONTENT);
    } else {
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(reply.body()));
      addHeaders(response.headers(), head, reply, keepAlive);
      var _ = ctx.write(response);
    }
  }

  private void addHeaders(
      HttpHeaders headers, @Nullable HttpHead head, HttpReply reply, boolean keepAlive) {
    config.responseHeaders().forEach(headers::set);
    reply.headers().forEach(headers::set);
    if (!reply.contentType().isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
    }
    if (reply.status() != 204) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
    }
    headers.set(HttpHeaderNames.DATE, date());
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (head != null && head.request().protocolVersion().minorVersion() == 0) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    if (config.cors() != null && head != null) {
      config.cors().apply(head.header("origin"), headers);
    }
  }

  private String date() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.ofEpochSecond(clock.unixNanos() / NANOS).atOffset(ZoneOffset.UTC));
  }
}
