// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import io.tailrace.otlp.SpanIndex;
import java.util.HashMap;
import java.util.Map;

/**
 * What must be known of a whole chunk before its first span is written. Reads the spans a first
 * time, so it is asked only if a configuration or a batch needs it.
 */
public final class ChunkFacts {

  private static final byte[] PRIORITY_KEY = Normalizer.ascii(Key.SAMPLING_PRIORITY.text);
  private static final byte[] SKIPS = skips();

  private record Seen(long parentId, String service) {}

  private final SpanMapper mapper;
  private final Map<Long, Seen> spans = new HashMap<>();
  private final Text service = new Text();
  private int priority = DatadogSpan.NO_PRIORITY;
  private int root;

  /** Facts by a mapper, which stands at another span afterwards. */
  public ChunkFacts(SpanMapper mapper) {
    this.mapper = mapper;
  }

  /** Whether any span of a batch may have {@code sampling.priority}. */
  public static boolean mayHavePriority(SpanIndex index) {
    byte[] bytes = index.bytes();
    int last = PRIORITY_KEY.length - 1;
    int end = index.offset() + index.length();
    for (int p = index.offset() + last; p < end; ) {
      if (bytes[p] == PRIORITY_KEY[last] && matches(bytes, p - last)) {
        return true;
      }
      p += skip(bytes[p]);
    }
    return false;
  }

  private static boolean matches(byte[] bytes, int at) {
    for (int i = 0; i < PRIORITY_KEY.length; i++) {
      if (bytes[at + i] != PRIORITY_KEY[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] skips() {
    byte[] skips = new byte[256];
    java.util.Arrays.fill(skips, (byte) PRIORITY_KEY.length);
    for (int i = 0; i < PRIORITY_KEY.length - 1; i++) {
      skips[PRIORITY_KEY[i] & 0xFF] = (byte) (PRIORITY_KEY.length - 1 - i);
    }
    return skips;
  }

  private static int skip(byte b) {
    return SKIPS[b & 0xFF];
  }

  /** Reads the chunk at {@code place} of a plan. */
  public void read(SpanIndex index, ChunkPlan plan, int place) {
    spans.clear();
    priority = DatadogSpan.NO_PRIORITY;
    int context = -1;
    for (int at = plan.start(place); at < plan.end(place); at++) {
      int i = plan.span(at);
      if (index.context(i) != context) {
        context = index.context(i);
        mapper.context(index, context);
      }
      mapper.read(index, i);
      mapper.service(service);
      spans.put(mapper.span.spanId, new Seen(mapper.span.parentId, service.toString()));
      int own = mapper.priority();
      priority = own == DatadogSpan.NO_PRIORITY ? priority : own;
    }
    root = findRoot(index, plan, place);
  }

  private int findRoot(SpanIndex index, ChunkPlan plan, int place) {
    for (int at = plan.start(place); at < plan.end(place); at++) {
      int i = plan.span(at);
      mapper.read(index, i);
      if (!spans.containsKey(mapper.span.parentId)) {
        return i;
      }
    }
    return plan.span(plan.start(place));
  }

  /** The priority of the last span that has one; {@link DatadogSpan#NO_PRIORITY} without one. */
  public int priority() {
    return priority;
  }

  /** The index of the first span whose parent is not in the chunk. */
  public int root() {
    return root;
  }

  /** Whether a service is entered at a span: its parent is not here, or of another service. */
  public boolean isTopLevel(DatadogSpan span) {
    var parent = spans.get(span.parentId());
    return span.parentId() == 0
        || parent == null
        || !parent.service().equals(span.service().toString());
  }
}
