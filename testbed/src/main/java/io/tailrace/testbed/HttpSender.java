// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.tailrace.cli.traffic.SendOutcome;
import io.tailrace.net.EventLoops;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Posts requests over one HTTP/1.1 connection, one after the other; those that come while one waits
 * for its answer queue up. A connection that the server closes is opened again. Bodies are not
 * copied.
 */
final class HttpSender implements RequestSender {

  private final Bootstrap bootstrap;
  private final InetSocketAddress server;
  private final String path;
  private final String contentType;
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();
  private @Nullable Channel channel;
  private @Nullable Request current;

  private static final class Request {

    private final byte[] bytes;
    private final Consumer<SendOutcome> onOutcome;

    Request(byte[] bytes, Consumer<SendOutcome> onOutcome) {
      this.bytes = bytes;
      this.onOutcome = onOutcome;
    }
  }

  /**
   * A connection to a server; it is opened with the first request.
   *
   * @param path where requests are posted
   * @param contentType their media type
   */
  HttpSender(InetSocketAddress server, EventLoops eventLoops, String path, String contentType) {
    this.server = server;
    this.path = path;
    this.contentType = contentType;
    bootstrap =
        new Bootstrap()
            .group(eventLoops.group())
            .channel(eventLoops.channelType())
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel ch) {
                    ch.pipeline().addLast(new HttpResponseDecoder(), new Answers());
                  }
                });
  }

  @Override
  public void send(byte[] bytes, Consumer<SendOutcome> onOutcome) {
    waiting.addLast(new Request(bytes, onOutcome));
    next();
  }

  @Override
  public void close() {
    Channel open = channel;
    if (open != null) {
      open.close().awaitUninterruptibly(2000);
    }
  }

  private void next() {
    if (current != null || waiting.isEmpty()) {
      return;
    }
    current = waiting.removeFirst();
    Channel open = channel;
    if (open != null && open.isActive()) {
      write(open, current);
    } else {
      bootstrap.connect(server).addListener((ChannelFuture f) -> connected(f));
    }
  }

  private void connected(ChannelFuture connect) {
    if (connect.isSuccess()) {
      channel = connect.channel();
      if (current != null) {
        write(connect.channel(), current);
      }
    } else {
      complete(new SendOutcome.Refused("cannot connect", Duration.ZERO));
    }
  }

  private void write(Channel open, Request request) {
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, contentType, request.bytes.length);
    var _ = open.write(Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII)));
    var _ = open.writeAndFlush(Unpooled.wrappedBuffer(request.bytes));
  }

  private void complete(SendOutcome outcome) {
    Request done = current;
    current = null;
    if (done != null) {
      done.onOutcome.accept(outcome);
    }
    next();
  }

  /**
   * What a status means to a sender that must know what arrived: 429 and every 5xx are sent again,
   * for Jaeger's and Zipkin's receivers say 500 when a pipeline refuses for now.
   */
  static SendOutcome outcome(int status, @Nullable String retryAfter) {
    if (status / 100 == 2) {
      return new SendOutcome.Accepted(0);
    }
    if (status == 429 || status / 100 == 5) {
      boolean isSeconds = retryAfter != null && retryAfter.matches("[0-9]{1,6}");
      return new SendOutcome.Refused(
          "HTTP " + status,
          isSeconds ? Duration.ofSeconds(Long.parseLong(retryAfter)) : Duration.ZERO);
    }
    return new SendOutcome.Failed("HTTP " + status);
  }

  private final class Answers extends SimpleChannelInboundHandler<HttpObject> {

    private @Nullable SendOutcome outcome;
    private boolean closes;

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
      if (message instanceof HttpResponse response && response.status().code() >= 200) {
        closes = !HttpUtil.isKeepAlive(response);
        outcome =
            outcome(response.status().code(), response.headers().get(HttpHeaderNames.RETRY_AFTER));
      }
      SendOutcome answer = outcome;
      if (message instanceof LastHttpContent && answer != null) {
        outcome = null;
        if (closes) {
          channel = null;
          var _ = context.close();
        }
        complete(answer);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (channel == context.channel()) {
        channel = null;
        if (current != null) {
          complete(new SendOutcome.Refused("connection closed", Duration.ZERO));
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}
