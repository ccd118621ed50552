// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.net.DatagramHandler.Loss;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.SystemClock;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpServerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final MemoryBudget memory = new MemoryBudget(1L << 30);
  private final SystemClock clock = new SystemClock();
  private final Recorder recorder = new Recorder();
  private final CountDownLatch released = new CountDownLatch(1);

  /** Keeps the lengths of what it gets; holds the thread that brings a datagram of one byte. */
  private final class Recorder implements DatagramHandler {

    final BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
    final BlockingQueue<Loss> losses = new LinkedBlockingQueue<>();
    final CountDownLatch held = new CountDownLatch(1);

    @Override
    public void handle(byte[] datagram, int length) {
      if (length == 1) {
        held.countDown();
        try {
          assertThat(released.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      if (length == 2) {
        throw new IllegalArgumentException("a bug");
      }
      lengths.add(length);
    }

    @Override
    public void dropped(Loss loss) {
      losses.add(loss);
    }
  }

  @AfterEach
  void close() {
    clock.close();
    assertThat(memory.used(MemoryTag.RECEIVER_IN_FLIGHT)).as("bytes in flight").isZero();
  }

  private UdpServer server(int maxPacketBytes, int queueSize, int workers) {
    return server(new Endpoint("127.0.0.1", 0), maxPacketBytes, queueSize, workers);
  }

  private UdpServer server(Endpoint endpoint, int maxPacketBytes, int queueSize, int workers) {
    var component =
        new ComponentContext(
            ComponentId.parse("jaeger"),
            ComponentKind.RECEIVER,
            new MetricRegistry(),
            memory,
            clock,
            new EventLoops(1),
            Set.of());
    return new UdpServer(
        new UdpServerConfig(endpoint, maxPacketBytes, queueSize, workers, 1 << 20, false),
        ServerContext.of(component),
        recorder);
  }

  private static void send(UdpServer server, int... lengths) throws IOException {
    try (var socket = new DatagramSocket()) {
      for (int length : lengths) {
        socket.send(
            new DatagramPacket(
                new byte[length],
                length,
                InetAddress.getByName("127.0.0.1"),
                server.address().getPort()));
      }
    }
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    return queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void awaitBytesInFlight(long bytes) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (memory.used(MemoryTag.RECEIVER_IN_FLIGHT) != bytes) {
      assertThat(System.nanoTime()).as("in time").isLessThan(until);
      Thread.onSpinWait();
    }
  }

  private void stop(UdpServer server, Duration within) {
    server.stop(Deadline.after(within, clock));
  }

  @Test
  void receive_upToTheLimit_isHandled() throws Exception {
    UdpServer server = server(1000, 10, 1);
    server.start();
    send(server, 0, 999, 1000, 1001, 5);
    assertThat(List.of(next(recorder.lengths), next(recorder.lengths), next(recorder.lengths)))
        .containsExactly(0, 999, 1000);
    assertThat(next(recorder.lengths)).isEqualTo(5);
    assertThat(next(recorder.losses)).isEqualTo(Loss.TOO_LARGE);
    stop(server, PATIENCE);
  }

  @Test
  void receive_queueFull_dropsAndGoesOn() throws Exception {
    UdpServer server = server(1000, 2, 1);
    server.start();
    send(server, 1);
    assertThat(recorder.held.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    send(server, 10, 11, 12, 13);
    assertThat(next(recorder.losses)).isEqualTo(Loss.QUEUE_FULL);
    assertThat(next(recorder.losses)).isEqualTo(Loss.QUEUE_FULL);
    released.countDown();
    assertThat(List.of(next(recorder.lengths), next(recorder.lengths), next(recorder.lengths)))
        .containsExactly(1, 10, 11);
    stop(server, PATIENCE);
  }

  @Test
  void receive_noMemory_dropsAndGoesOn() throws Exception {
    memory.setLimit(MemoryTag.RECEIVER_IN_FLIGHT, 100);
    UdpServer server = server(1000, 10, 1);
    server.start();
    send(server, 101, 100);
    assertThat(next(recorder.losses)).isEqualTo(Loss.NO_MEMORY);
    assertThat(next(recorder.lengths)).isEqualTo(100);
    stop(server, PATIENCE);
  }

  @Test
  void receive_handlerFails_theNextIsHandled() throws Exception {
    UdpServer server = server(1000, 10, 1);
    server.start();
    send(server, 2, 3);
    assertThat(next(recorder.lengths)).isEqualTo(3);
    stop(server, PATIENCE);
  }

  @Test
  void receive_twoWorkers_oneDoesNotWaitForTheOther() throws Exception {
    UdpServer server = server(1000, 10, 2);
    server.start();
    send(server, 1, 7);
    assertThat(next(recorder.lengths)).isEqualTo(7);
    released.countDown();
    assertThat(next(recorder.lengths)).isEqualTo(1);
    stop(server, PATIENCE);
  }

  @Test
  void stop_queued_isHandledFirst() throws Exception {
    UdpServer server = server(1000, 10, 1);
    server.start();
    send(server, 1);
    assertThat(recorder.held.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    send(server, 20, 21);
    awaitBytesInFlight(42);
    Thread.ofPlatform().start(released::countDown);
    stop(server, PATIENCE);
    assertThat(recorder.lengths).containsExactly(1, 20, 21);
    assertThat(recorder.losses).isEmpty();
    stop(server, PATIENCE);
  }

  @Test
  void stop_deadlineOver_countsWhatIsQueued() throws Exception {
    UdpServer server = server(1000, 2, 1);
    server.start();
    send(server, 1);
    assertThat(recorder.held.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    send(server, 20, 21);
    awaitBytesInFlight(42);
    stop(server, Duration.ZERO);
    assertThat(recorder.losses).containsExactly(Loss.STOPPED, Loss.STOPPED);
    released.countDown();
    assertThat(next(recorder.lengths)).isEqualTo(1);
    awaitBytesInFlight(0);
  }

  @Test
  void start_portInUse_saysSo() {
    UdpServer first = server(1000, 10, 1);
    first.start();
    int port = first.address().getPort();
    UdpServer second = server(new Endpoint("127.0.0.1", port), 1000, 10, 1);
    assertThatExceptionOfType(ComponentException.class)
        .isThrownBy(second::start)
        .withMessageContaining("cannot listen on 127.0.0.1:" + port)
        .withMessageContaining("in use");
    stop(second, PATIENCE);
    stop(first, PATIENCE);
  }
}
