// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The event loops of the process: one per core, shared by every server and client. They are made
 * when the first one is asked for, so that a command that opens no port starts none. NIO, because
 * it was measured to be as fast as epoll and needs no native library.
 */
public final class EventLoops implements AutoCloseable {

  private final int threads;
  private @Nullable EventLoopGroup group;

  /**
   * Makes the holder of a group.
   *
   * @param threads how many event loops (expected: >= 1)
   */
  public EventLoops(int threads) {
    this.threads = threads;
  }

  /** The group; its threads are named {@code tailrace-io-1-1} and so on. */
  public synchronized EventLoopGroup group() {
    if (group == null) {
      var names = new DefaultThreadFactory("tailrace-io", true);
      group = new MultiThreadIoEventLoopGroup(threads, names, NioIoHandler.newFactory());
    }
    return group;
  }

  /** The type of listening channel that goes with {@link #group()}. */
  public Class<? extends ServerChannel> serverChannelType() {
    return NioServerSocketChannel.class;
  }

  /** The type of connecting channel that goes with {@link #group()}. */
  public Class<? extends SocketChannel> channelType() {
    return NioSocketChannel.class;
  }

  /** Ends the threads, if there are any, within two seconds. */
  @Override
  public synchronized void close() {
    if (group != null) {
      group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
      group = null;
    }
  }
}
