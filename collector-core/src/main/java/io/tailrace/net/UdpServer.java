// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.component.ComponentException;
import io.tailrace.component.Deadline;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.DatagramHandler.Loss;
import io.tailrace.telemetry.log.RateLimitedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Receives datagrams on threads of its own: one does nothing but empty the kernel's buffer into a
 * bounded queue, others process what is queued. Not on the event loops, because nobody can tell a
 * sender of datagrams to wait: while a loop is busy with something else, the kernel's buffer
 * overflows, and its loss is counted nowhere else.
 *
 * <p>What waits is counted as {@link MemoryTag#RECEIVER_IN_FLIGHT}.
 */
public final class UdpServer {

  private static final byte[] END = {};
  private static final long FAILURE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final UdpServerConfig config;
  private final ServerContext context;
  private final DatagramHandler handler;
  private final BlockingQueue<byte[]> queue;
  private final RateLimitedLog failures;
  private final List<Thread> workers = new ArrayList<>();
  private @Nullable Thread reader;
  private volatile @Nullable DatagramChannel channel;

  /** The port while it is open, else 0. */
  private volatile int port;

  private volatile long lastDrops;

  /** Makes a server that is not started yet. */
  public UdpServer(UdpServerConfig config, ServerContext context, DatagramHandler handler) {
    this.config = config;
    this.context = context;
    this.handler = handler;
    queue = new ArrayBlockingQueue<>(config.queueSize());
    failures = new RateLimitedLog(context.logger(), context.clock(), LOG_INTERVAL);
  }

  /**
   * Opens the port.
   *
   * @throws ComponentException if it cannot be opened
   */
  public void start() {
    InetSocketAddress address = ListenFailure.resolve(context.owner(), config.endpoint());
    DatagramChannel opened;
    try {
      opened = open(address);
    } catch (IOException e) {
      throw ListenFailure.of(context.owner(), config.endpoint(), e);
    }
    channel = opened;
    port = address().getPort();
    for (int i = 1; i <= config.workers(); i++) {
      workers.add(thread("tailrace-udp-" + port + "-" + i, this::work));
    }
    reader = thread("tailrace-udp-" + port, () -> read(opened));
    context.logger().info("UDP server listens on {}", address());
  }

  private static Thread thread(String name, Runnable loop) {
    return Thread.ofPlatform().daemon().name(name).start(loop);
  }

  private DatagramChannel open(InetSocketAddress address) throws IOException {
    DatagramChannel opened = DatagramChannel.open();
    try {
      int wanted = config.socketBufferBytes();
      opened.setOption(StandardSocketOptions.SO_RCVBUF, wanted);
      int granted = opened.getOption(StandardSocketOptions.SO_RCVBUF);
      if (granted < wanted) {
        String message =
            "socket_buffer_size: the kernel grants {} of {} bytes to {}"
                + " (expected: net.core.rmem_max of at least as much)";
        if (config.isSocketBufferSet()) {
          context.logger().warn(message, granted, wanted, config.endpoint());
        } else {
          context.logger().info(message, granted, wanted, config.endpoint());
        }
      }
      return opened.bind(address);
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void read(DatagramChannel from) {
    // one byte more, so that a datagram that is too long is seen to be
    ByteBuffer buffer = ByteBuffer.allocateDirect(config.maxPacketBytes() + 1);
    while (true) {
      buffer.clear();
      try {
        from.receive(buffer);
        enqueue(buffer.flip());
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException e) {
        failures.warn("cannot read datagrams at {}", config.endpoint(), e);
        LockSupport.parkNanos(FAILURE_PAUSE_NANOS);
      } catch (OutOfMemoryError e) {
        handler.dropped(Loss.NO_MEMORY);
        failures.warn("out of memory for datagrams at {}", config.endpoint(), e);
      }
    }
  }

  private void enqueue(ByteBuffer datagram) {
    int length = datagram.remaining();
    if (length > config.maxPacketBytes()) {
      handler.dropped(Loss.TOO_LARGE);
    } else if (queue.remainingCapacity() == 0) {
      handler.dropped(Loss.QUEUE_FULL);
    } else if (!context.memory().tryReserve(MemoryTag.RECEIVER_IN_FLIGHT, length)) {
      handler.dropped(Loss.NO_MEMORY);
    } else {
      byte[] bytes = new byte[length];
      datagram.get(bytes);
      // there is room: nobody else puts anything in while this thread runs
      queue.add(bytes);
    }
  }

  private void work() {
    try {
      for (byte[] datagram = queue.take(); datagram != END; datagram = queue.take()) {
        process(datagram);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void process(byte[] datagram) {
    try {
      handler.handle(datagram, datagram.length);
    } catch (RuntimeException e) {
      context.logger().error("a datagram failed: this is a bug", e);
    } catch (OutOfMemoryError e) {
      handler.dropped(Loss.NO_MEMORY);
      failures.warn("out of memory for a datagram at {}", config.endpoint(), e);
    } finally {
      context.memory().release(MemoryTag.RECEIVER_IN_FLIGHT, datagram.length);
    }
  }

  /** The address that is listened on, with the port that was chosen if the endpoint says 0. */
  public InetSocketAddress address() {
    DatagramChannel open = channel;
    if (open == null) {
      throw new IllegalStateException("not started");
    }
    try {
      return (InetSocketAddress) open.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether this system counts what {@link #kernelDrops()} asks for: Linux does. */
  public static boolean countsKernelDrops() {
    return KernelDrops.areKnown();
  }

  /**
   * The datagrams that the kernel dropped since the start, because they came faster than they were
   * read. Reads a file; not for hot paths.
   */
  public long kernelDrops() {
    int at = port;
    if (at != 0) {
      lastDrops = Math.max(lastDrops, KernelDrops.atPort(at));
    }
    return lastDrops;
  }

  /**
   * Stops: closes the port, lets what is queued be processed until the deadline, and counts the
   * rest as lost. Idempotent, and legal before {@link #start()}.
   */
  public void stop(Deadline deadline) {
    DatagramChannel open = channel;
    Thread reading = reader;
    channel = null;
    reader = null;
    port = 0;
    if (open == null) {
      return;
    }
    try {
      open.close();
      if (reading != null) {
        reading.join();
      }
      for (int i = 0; i < workers.size(); i++) {
        if (!queue.offer(END, deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
          loseQueued();
          queue.put(END);
        }
      }
      for (Thread worker : workers) {
        worker.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos())));
      }
    } catch (IOException e) {
      context.logger().warn("closing {} failed", config.endpoint(), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    loseQueued();
    workers.clear();
  }

  private void loseQueued() {
    var lost = new ArrayList<byte[]>();
    queue.drainTo(lost);
    for (byte[] datagram : lost) {
      if (datagram == END) {
        queue.add(END);
      } else {
        context.memory().release(MemoryTag.RECEIVER_IN_FLIGHT, datagram.length);
        handler.dropped(Loss.STOPPED);
      }
    }
  }
}
