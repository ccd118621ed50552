// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.tailrace.component.ComponentException;
import io.tailrace.component.Deadline;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 server on the shared event loops. Bodies are taken into reusable arrays under a
 * limit and under the budget of requests in flight, decompressed under the same limit, and handed
 * to one {@link HttpHandler}.
 */
public final class HttpServer {

  private static final int MAX_CONNECTIONS = 16_384;
  private static final int BACKLOG = 1024;
  private static final long GRACE_MILLIS = 5000;
  private static final long POLL_MILLIS = 5;

  private final HttpServerConfig config;
  private final ServerContext context;
  private final HttpHandler handler;
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final @Nullable AccessControl access;
  private @Nullable Channel listener;
  private @Nullable ServerTlsContext tls;
  private volatile boolean stopping;

  /** Makes a server that is not started yet. */
  public HttpServer(HttpServerConfig config, ServerContext context, HttpHandler handler) {
    this.config = config.withMaxBodyBytes(context.largestRequest(config.maxBodyBytes()));
    this.context = context;
    this.handler = handler;
    access = AccessControl.of(config.auth(), context, "http");
  }

  /**
   * Opens the port.
   *
   * @throws ComponentException if it cannot be opened
   */
  public void start() {
    if (config.tls() != null) {
      tls = ServerTlsContext.open(config.tls(), context, false);
    }
    var bound =
        new ServerBootstrap()
            .group(context.eventLoops().group())
            .channel(context.eventLoops().serverChannelType())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Initializer(tls == null ? null : tls.sslContext()))
            .bind(ListenFailure.resolve(context.owner(), config.endpoint()))
            .awaitUninterruptibly();
    if (bound.cause() != null) {
      closeTls();
      throw ListenFailure.of(context.owner(), config.endpoint(), bound.cause());
    }
    listener = bound.channel();
    context.logger().info("HTTP server listens on {}", address());
  }

  private final class Initializer extends ChannelInitializer<SocketChannel> {

    private final @Nullable SslContext tls;

    Initializer(@Nullable SslContext tls) {
      this.tls = tls;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      if (stopping || connections.size() >= MAX_CONNECTIONS) {
        var _ = channel.close();
        return;
      }
      connections.add(channel);
      if (tls != null) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
      }
      var gate = access == null ? null : new HttpAccessGate(HttpServer.this, access);
      var connection = new HttpConnection(HttpServer.this, gate);
      channel
          .pipeline()
          .addLast(new RequestDecoder(connection::bytesArrived), new HttpResponseEncoder());
      if (gate != null) {
        channel.pipeline().addLast(gate);
      }
      channel.pipeline().addLast(connection);
    }
  }

  HttpServerConfig config() {
    return config;
  }

  ServerContext context() {
    return context;
  }

  HttpHandler handler() {
    return handler;
  }

  boolean isStopping() {
    return stopping;
  }

  /** The address that is listened on, with the port that was chosen if the endpoint says 0. */
  public InetSocketAddress address() {
    if (listener == null) {
      throw new IllegalStateException("not started");
    }
    return (InetSocketAddress) listener.localAddress();
  }

  /**
   * Stops: closes the port and idle connections, lets requests that have begun end, and then closes
   * what connections are left. Idempotent, and legal before {@link #start()}.
   */
  public void stop(Deadline deadline) {
    Channel open = listener;
    listener = null;
    closeTls();
    if (open == null) {
      return;
    }
    stopping = true;
    open.close().awaitUninterruptibly();
    for (Channel connection : connections) {
      connection.pipeline().fireUserEventTriggered(HttpConnection.STOP);
    }
    long grace =
        Math.min(GRACE_MILLIS, TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos()) / 2);
    try {
      for (long waited = 0; waited < grace && !connections.isEmpty(); waited += POLL_MILLIS) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    connections.close().awaitUninterruptibly();
  }

  private void closeTls() {
    if (tls != null) {
      tls.close();
      tls = null;
    }
  }
}
