// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Loads classes on threads of their own, while the starting thread still reads the configuration
 * and makes components: those of the network libraries are most of what a start loads, and there is
 * more than one core. It is only a matter of time: who needs a class before it is loaded waits, or
 * loads it as ever, and whoever cannot load it says so.
 */
public final class EarlyLoading {

  private EarlyLoading() {}

  /** Begins to load netty, which every collector uses: opens a server and closes it. */
  public static void netty() {
    inBackground(
        () -> {
          PooledByteBufAllocator.DEFAULT.directBuffer().release();
          try (var loops = new EventLoops(1)) {
            new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannelType())
                .childHandler(new ChannelInboundHandlerAdapter())
                .bind(nowhere())
                .addListener(ChannelFutureListener.CLOSE)
                .syncUninterruptibly();
          }
        });
  }

  /** Begins to load grpc-java: makes a client and a server that are never used. */
  public static void grpc() {
    inBackground(
        () -> {
          try (var loops = new EventLoops(1)) {
            NettyChannelBuilder.forAddress(nowhere())
                .eventLoopGroup(loops.group())
                .channelType(loops.channelType())
                .directExecutor()
                .usePlaintext()
                .build()
                .shutdownNow();
            NettyServerBuilder.forAddress(nowhere())
                .channelType(loops.serverChannelType())
                .bossEventLoopGroup(loops.group())
                .workerEventLoopGroup(loops.group())
                .directExecutor()
                .build();
          }
        });
  }

  private static InetSocketAddress nowhere() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Begins to do work that loads classes; what it throws is ignored. */
  public static void inBackground(Runnable work) {
    Thread.ofPlatform()
        .name("tailrace-loading")
        .daemon()
        .uncaughtExceptionHandler((_, _) -> {})
        .start(work);
  }
}
