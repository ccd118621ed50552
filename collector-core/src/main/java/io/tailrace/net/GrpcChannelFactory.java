// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.flush.FlushConsolidationHandler;

/**
 * Makes listening channels whose connections have what grpc-java offers no setting for: what one
 * turn of the event loop writes leaves with one system call, and frames are put together by {@link
 * FrameCumulator}. Waking the sender is what a server's small answers cost most.
 */
final class GrpcChannelFactory implements ChannelFactory<ServerChannel> {

  /** No bound within a turn of the event loop: it does not write that much. */
  private static final int FLUSHES = Integer.MAX_VALUE;

  private final ReflectiveChannelFactory<? extends ServerChannel> listening;

  GrpcChannelFactory(EventLoops loops) {
    listening = new ReflectiveChannelFactory<>(loops.serverChannelType());
  }

  @Override
  public ServerChannel newChannel() {
    ServerChannel channel = listening.newChannel();
    channel.pipeline().addLast(new Accepting());
    return channel;
  }

  /** Sees every connection before grpc-java does. */
  private static final class Accepting extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ((Channel) message)
          .pipeline()
          .addLast(new FlushConsolidationHandler(FLUSHES, true), new CumulatorSetter());
      context.fireChannelRead(message);
    }
  }

  /** Waits until there is an HTTP/2 handler, which may be after a TLS handshake. */
  private static final class CumulatorSetter extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      var frames = context.pipeline().get(Http2ConnectionHandler.class);
      if (frames != null) {
        frames.setCumulator(FrameCumulator.INSTANCE);
        context.pipeline().remove(this);
      }
      context.fireChannelRead(message);
    }
  }
}
