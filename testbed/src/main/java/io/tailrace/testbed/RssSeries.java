// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The resident memory of a server over time, taken twice a second by a thread of its own. */
final class RssSeries implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final int POINTS = 12;

  private final List<Long> samples = new CopyOnWriteArrayList<>();
  private final Thread sampler;

  RssSeries(ServerProcess server) {
    sampler = Thread.ofPlatform().name("rss").daemon().start(() -> sample(server));
  }

  private void sample(ServerProcess server) {
    try {
      while (server.isAlive()) {
        samples.add(server.rssBytes());
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The highest sample in bytes; 0 if there is none. */
  long maxBytes() {
    return samples.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** A dozen samples from first to last, in MiB. */
  @Override
  public String toString() {
    List<Long> all = List.copyOf(samples);
    int points = Math.min(POINTS, all.size());
    return IntStream.range(0, points)
        .mapToObj(i -> all.get(points == 1 ? 0 : i * (all.size() - 1) / (points - 1)))
        .map(bytes -> String.valueOf(bytes >> 20))
        .collect(Collectors.joining(" ", "", " MiB"));
  }

  @Override
  public void close() {
    sampler.interrupt();
  }
}
