// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.tailrace.net.RequestBuffer.Intake;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1 connection: takes a request in, has it answered, and goes on with the next. Requests
 * are answered in the order in which they came, each before the next is looked at.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

  /** Asks a connection to end when it has answered what it has begun to read. */
  static final Object STOP = new Object();

  /** The most of a refused body that is read only to keep the connection. */
  private static final long DISCARD_BYTES = 256 << 10;

  private static final Duration LINGER = Duration.ofSeconds(1);

  private enum State {
    /** Between requests, and nothing of the next one has come. */
    IDLE,
    /** A part of a head has come. */
    HEAD,
    /** The body is being taken in. */
    BODY,
    /** Answered; the rest of the body is skipped. */
    SKIP,
    /** Answered for the last time; what still comes is thrown away. */
    CLOSING
  }

  private final HttpServer server;
  private final @Nullable HttpAccessGate gate;
  private final HttpServerConfig config;
  private final HttpFaults faults;
  private final HttpResponseWriter writer;
  private final ConnectionTimer timer;
  private @Nullable ChannelHandlerContext context;
  private State state = State.IDLE;
  private @Nullable HttpHead head;
  private @Nullable RequestBuffer body;
  private @Nullable ContentEncoding encoding;
  private boolean keepAlive;
  private boolean served;

  /**
   * Makes the end of a connection's pipeline.
   *
   * @param gate lets requests in; null if everybody may send
   */
  HttpConnection(HttpServer server, @Nullable HttpAccessGate gate) {
    this.server = server;
    this.gate = gate;
    config = server.config();
    faults = new HttpFaults(config, server.handler());
    writer = new HttpResponseWriter(config, server.context().clock());
    timer = new ConnectionTimer(server.context().clock(), this::expired);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    timer.arm(ctx, config.timeouts().readHeader());
  }

  /** Something has come from the client. */
  void bytesArrived() {
    if (state == State.IDLE && context != null) {
      state = State.HEAD;
      if (served) {
        timer.arm(context, config.timeouts().readHeader());
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (state == State.CLOSING) {
        return;
      }
      Throwable malformed = ((HttpObject) message).decoderResult().cause();
      if (malformed != null) {
        refuseMalformed(ctx, message, malformed);
        return;
      }
      if (message instanceof HttpRequest request) {
        begin(ctx, request);
      }
      if (message instanceof HttpContent content) {
        take(ctx, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  private void refuseMalformed(ChannelHandlerContext ctx, Object message, Throwable cause) {
    if (!(message instanceof HttpRequest) && state != State.BODY) {
      close(ctx);
      return;
    }
    HttpHead known = message instanceof HttpRequest ? null : head;
    replyAndClose(ctx, faults.malformed(known, cause));
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    var begun = new HttpHead(request);
    head = begun;
    served = true;
    keepAlive = config.keepAlives() && HttpUtil.isKeepAlive(request) && !server.isStopping();
    timer.arm(ctx, config.timeouts().read());
    HttpRequestRules.Violation violation = HttpRequestRules.violation(request);
    if (violation != null) {
      replyAndClose(ctx, faults.of(begun, violation.status(), violation.message()));
      return;
    }
    HttpReply reply = answerFromHead(begun);
    if (reply == null) {
      state = State.BODY;
      if (HttpUtil.is100ContinueExpected(request)) {
        var _ =
            ctx.writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      }
    } else if (canSkipBody(request)) {
      state = State.SKIP;
      write(ctx, reply);
    } else {
      replyAndClose(ctx, reply);
    }
  }

  private static boolean canSkipBody(HttpRequest request) {
    long length = HttpUtil.getContentLength(request, 0L);
    boolean waits = HttpUtil.is100ContinueExpected(request) && length > 0;
    return !waits && !HttpUtil.isTransferEncodingChunked(request) && length <= DISCARD_BYTES;
  }

  private @Nullable HttpReply answerFromHead(HttpHead begun) {
    if (server.isStopping()) {
      return faults.shuttingDown(begun);
    }
    if (config.cors() != null && CorsPolicy.isPreflight(begun)) {
      return config.cors().preflight(begun);
    }
    HttpReply reply = gate == null ? null : gate.refusal(begun, faults);
    if (reply == null) {
      reply = server.handler().admit(begun);
    }
    if (reply != null) {
      return reply;
    }
    String name = begun.header("content-encoding");
    encoding = null;
    if (name != null && !name.isBlank() && !name.strip().equalsIgnoreCase("identity")) {
      encoding = ContentEncoding.of(name);
      if (encoding == null || !config.encodings().contains(encoding)) {
        return faults.unknownEncoding(begun, name);
      }
    }
    return HttpUtil.getContentLength(begun.request(), 0L) > config.maxBodyBytes()
        ? faults.tooLarge(begun)
        : null;
  }

  private void take(ChannelHandlerContext ctx, HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    HttpHead current = head;
    if (state == State.BODY && current != null) {
      if (body == null) {
        body = new RequestBuffer(server.context().memory(), config.maxBodyBytes());
      }
      Intake intake = appendTo(body, content);
      if (intake != Intake.TAKEN) {
        replyAndClose(
            ctx, intake == Intake.TOO_LARGE ? faults.tooLarge(current) : faults.noMemory(current));
      } else if (last) {
        state = State.SKIP;
        HttpReply reply = answer(current, body);
        dropBody();
        write(ctx, reply);
      }
    }
    if (last && state == State.SKIP) {
      endRequest(ctx);
    }
  }

  private static Intake appendTo(RequestBuffer body, HttpContent content) {
    try {
      return body.append(content.content());
    } catch (OutOfMemoryError _) {
      return Intake.NO_MEMORY;
    }
  }

  private HttpReply answer(HttpHead current, RequestBuffer received) {
    received.trim();
    try {
      return encoding == null
          ? server.handler().handle(current, received.bytes(), received.length())
          : answerCompressed(current, received, encoding);
    } catch (RuntimeException e) {
      server.context().logger().error("a request failed: this is a bug", e);
      return faults.of(current, 500, "the server failed; its log says why");
    } catch (OutOfMemoryError _) {
      return faults.noMemory(current);
    }
  }

  private HttpReply answerCompressed(
      HttpHead current, RequestBuffer received, ContentEncoding with) {
    var plain = new RequestBuffer(server.context().memory(), config.maxBodyBytes());
    try (var in = with.open(new ByteArrayInputStream(received.bytes(), 0, received.length()))) {
      return switch (plain.fill(in, received.length())) {
        case TAKEN -> {
          received.release();
          plain.trim();
          yield server.handler().handle(current, plain.bytes(), plain.length());
        }
        case TOO_LARGE -> faults.tooLarge(current);
        case NO_MEMORY -> faults.noMemory(current);
      };
    } catch (IOException e) {
      return faults.of(
          current, 400, "cannot decompress the body (" + with.label() + "): " + e.getMessage());
    } finally {
      plain.release();
    }
  }

  private void endRequest(ChannelHandlerContext ctx) {
    head = null;
    if (keepAlive) {
      state = State.IDLE;
      timer.arm(ctx, config.timeouts().idle());
    } else {
      endConnection(ctx);
    }
  }

  private void write(ChannelHandlerContext ctx, HttpReply reply) {
    if (server.isStopping()) {
      keepAlive = false;
    }
    writer.write(ctx, head, reply, keepAlive);
    if (!ctx.channel().isWritable()) {
      ctx.channel().config().setAutoRead(false);
      timer.arm(ctx, config.timeouts().write());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    boolean paused = !ctx.channel().config().isAutoRead() && (gate == null || !gate.isWaiting());
    if (ctx.channel().isWritable() && paused) {
      timer.arm(ctx, config.timeouts().idle());
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void replyAndClose(ChannelHandlerContext ctx, HttpReply reply) {
    dropBody();
    keepAlive = false;
    write(ctx, reply);
    endConnection(ctx);
  }

  /**
   * Closes our half of the connection, and the other when the client has, or soon: a client that is
   * still sending would otherwise lose the answer to a reset.
   */
  private void endConnection(ChannelHandlerContext ctx) {
    state = State.CLOSING;
    ctx.channel().config().setAutoRead(true);
    var flushed = ctx.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER);
    if (ctx.pipeline().get(SslHandler.class) != null) {
      var _ = flushed.addListener(ChannelFutureListener.CLOSE);
    } else {
      var _ = flushed.addListener(_ -> shutdownOutput(ctx));
    }
    timer.arm(ctx, LINGER);
  }

  private static void shutdownOutput(ChannelHandlerContext ctx) {
    var _ = ((DuplexChannel) ctx.channel()).shutdownOutput();
  }

  private void expired() {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      return;
    }
    boolean answerable = ctx.channel().isWritable() && ctx.channel().config().isAutoRead();
    if (answerable && (state == State.HEAD || state == State.BODY)) {
      replyAndClose(ctx, faults.of(head, 408, "the request took too long to arrive"));
    } else {
      close(ctx);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == STOP) {
      if (state == State.IDLE || state == State.CLOSING) {
        close(ctx);
      }
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    timer.cancel();
    dropBody();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause instanceof io.netty.handler.codec.DecoderException) {
      server.context().logger().debug("connection lost", cause);
    } else {
      server.context().logger().error("a connection failed: this is a bug", cause);
    }
    close(ctx);
  }

  private void close(ChannelHandlerContext ctx) {
    state = State.CLOSING;
    timer.cancel();
    dropBody();
    var _ = ctx.close();
  }

  private void dropBody() {
    if (body != null) {
      body.release();
      body = null;
    }
  }
}
