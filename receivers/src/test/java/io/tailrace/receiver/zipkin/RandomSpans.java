// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import zipkin2.Endpoint;
import zipkin2.Span;

/** Spans as Zipkin's own library builds them. */
final class RandomSpans {

  private static final String[] WORDS = {
    "",
    "a",
    "checkout",
    "GET /orders/{id}",
    "äöü €",
    "\"quoted\" \\ back",
    "line\nfeed",
    "😀",
    "true"
  };
  private static final String[] KEYS = {
    "http.path", "error", "otel.status_code", "host.name", "service.version", "otel.scope.name",
    "otel.library.version", "x", "span.kind", "w3c.tracestate", "http.status_code", "otlp.link.0"
  };

  private final Random random;

  RandomSpans(Random random) {
    this.random = random;
  }

  List<Span> list(int size) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      spans.add(next());
    }
    return spans;
  }

  Span next() {
    var span =
        Span.newBuilder()
            .traceId(random.nextBoolean() ? random.nextLong() : 0, random.nextLong() | 1)
            .id(random.nextLong() | 1)
            .name(word());
    if (random.nextBoolean()) {
      span.parentId(random.nextLong());
    }
    int kind = random.nextInt(5);
    if (kind < 4) {
      span.kind(Span.Kind.values()[kind]);
    }
    if (random.nextInt(8) > 0) {
      span.timestamp(1 + random.nextLong(1L << 52)).duration(1 + random.nextLong(1L << 30));
    }
    if (random.nextInt(4) > 0) {
      span.localEndpoint(endpoint());
    }
    if (random.nextBoolean()) {
      span.remoteEndpoint(endpoint());
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      span.addAnnotation(1 + random.nextLong(1L << 52), "event " + i + word());
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      span.putTag(KEYS[random.nextInt(KEYS.length)], word());
    }
    return span.build();
  }

  private Endpoint endpoint() {
    byte[] address = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(address);
    var endpoint = Endpoint.newBuilder().serviceName(word());
    endpoint.parseIp(address);
    return endpoint.port(random.nextInt(0x10000)).build();
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }
}
