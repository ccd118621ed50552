// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;
import io.tailrace.auth.AuthResult;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Stands before an {@link HttpConnection} and has the credentials of every request looked at before
 * it is let through, with its result. While a result is awaited nothing is read from the client;
 * what has been read by then (one read of the socket at most) waits here. Belongs to the
 * connection's event loop.
 */
final class HttpAccessGate extends ChannelInboundHandlerAdapter {

  private final HttpServer server;
  private final AccessControl access;
  private final Queue<Object> held = new ArrayDeque<>();
  private @Nullable HttpRequest waiting;
  private AuthResult result = AuthResult.MISSING;

  HttpAccessGate(HttpServer server, AccessControl access) {
    this.server = server;
    this.access = access;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (waiting != null) {
      held.add(message);
    } else if (message instanceof HttpRequest request && isToBeChecked(request)) {
      check(ctx, request);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  /** A preflight carries no credentials; what is malformed or too late is refused anyway. */
  private boolean isToBeChecked(HttpRequest request) {
    result = AuthResult.MISSING;
    boolean preflight =
        server.config().cors() != null && CorsPolicy.isPreflight(new HttpHead(request));
    return request.decoderResult().isSuccess() && !preflight && !server.isStopping();
  }

  private void check(ChannelHandlerContext ctx, HttpRequest request) {
    AuthResult now =
        access.check(
            name -> credential(request, name),
            later -> ctx.executor().execute(() -> decided(ctx, later)));
    if (now == AuthResult.PENDING) {
      waiting = request;
      ctx.channel().config().setAutoRead(false);
    } else {
      result = now;
      ctx.fireChannelRead(request);
    }
  }

  private @Nullable String credential(HttpRequest request, String name) {
    for (String parameter : access.requestParams()) {
      if (parameter.equalsIgnoreCase(name)) {
        List<String> values =
            new QueryStringDecoder(request.uri()).parameters().getOrDefault(parameter, List.of());
        if (!values.isEmpty()) {
          return values.getFirst();
        }
      }
    }
    return request.headers().get(name);
  }

  private void decided(ChannelHandlerContext ctx, AuthResult later) {
    HttpRequest request = waiting;
    if (request == null) {
      return;
    }
    waiting = null;
    result = later;
    ctx.fireChannelRead(request);
    while (waiting == null && !held.isEmpty()) {
      channelRead(ctx, held.remove());
    }
    ctx.fireChannelReadComplete();
    if (waiting == null && ctx.channel().isWritable()) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  /** Whether a result is awaited. */
  boolean isWaiting() {
    return waiting != null;
  }

  /** The answer to a request that is not let in; null if it is. */
  @Nullable HttpReply refusal(HttpHead head, HttpFaults faults) {
    if (result == AuthResult.ACCEPTED) {
      return null;
    }
    RpcStatus status = access.refusal(result);
    return result == AuthResult.BUSY
        ? faults.busy(head, status.message())
        : faults
            .of(head, status.code().httpStatus(), status.message())
            .with("www-authenticate", access.challenge());
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    drop();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    drop();
  }

  private void drop() {
    waiting = null;
    for (Object message = held.poll(); message != null; message = held.poll()) {
      ReferenceCountUtil.release(message);
    }
  }
}
