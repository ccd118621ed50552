// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import io.tailrace.exporter.datadog.mapping.DatadogSpan;
import io.tailrace.exporter.datadog.mapping.SpanMapper;
import io.tailrace.exporter.datadog.mapping.Text;
import io.tailrace.otlp.SpanIndex;
import io.tailrace.time.Clock;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is to be counted of one batch: read without a lock, then taken over by {@link
 * StatsConcentrator} at once. Used again for the next batch; one thread at a time.
 */
final class SpanCounts {

  private static final int MAX_PEER_BYTES = 200;
  private static final byte[] BASE_SERVICE =
      PeerTags.BASE_SERVICE.getBytes(StandardCharsets.US_ASCII);

  private final SpanMapper mapper;
  private final List<Pattern> ignoredResources;
  private final boolean countsByKind;
  private final byte[][] peerNames;
  private final int[] peerIds;
  private final Text text = new Text();

  final StatsKeys keys = new StatsKeys();
  int count;
  int[] keyStart = new int[512];
  int[] keyEnd = new int[512];
  long[] endNanos = new long[512];
  long[] durationNanos = new long[512];
  boolean[] isError = new boolean[512];
  boolean[] isTopLevel = new boolean[512];
  double[] weight = new double[512];

  SpanCounts(DatadogConnectorConfig config, String hostname, Clock clock) {
    mapper = new SpanMapper(config.mapping(), config.peerTags(), hostname, clock);
    ignoredResources = config.ignoredResources();
    countsByKind = config.countsByKind();
    peerNames = new byte[config.peerTags().size()][];
    peerIds = new int[peerNames.length];
    for (int i = 0; i < peerNames.length; i++) {
      peerNames[i] = config.peerTags().get(i).getBytes(StandardCharsets.UTF_8);
      peerIds[i] = mapper.keyId(config.peerTags().get(i));
    }
  }

  /** Reads every span of a batch that counts. */
  void read(SpanIndex index) {
    count = 0;
    keys.reset();
    int context = -1;
    for (int i = 0; i < index.spanCount(); i++) {
      if (index.context(i) != context) {
        context = index.context(i);
        mapper.context(index, context);
      }
      span(index, i);
    }
  }

  private void span(SpanIndex index, int i) {
    DatadogSpan span = mapper.mapCore(index, i);
    boolean counts =
        span.isTopLevel() || mapper.isMeasured() || (countsByKind && mapper.hasRemoteKind());
    if (!counts || mapper.isPartialSnapshot() || isIgnored(span)) {
      return;
    }
    if (count == weight.length) {
      grow();
    }
    keyStart[count] = keys.size();
    key(span);
    keyEnd[count] = keys.size();
    endNanos[count] = span.startNanos() + span.durationNanos();
    durationNanos[count] = span.durationNanos();
    isError[count] = span.isError();
    isTopLevel[count] = span.isTopLevel();
    weight[count] = 1 / mapper.sampleRate();
    count++;
  }

  private boolean isIgnored(DatadogSpan span) {
    if (ignoredResources.isEmpty()) {
      return false;
    }
    String resource = span.resource().toString();
    return ignoredResources.stream().anyMatch(pattern -> pattern.matcher(resource).find());
  }

  private void key(DatadogSpan span) {
    var resource = mapper.resource();
    keys.field(mapper.env());
    keys.field(resource.hostname());
    keys.field(resource.version());
    keys.field(resource.containerId());
    keys.field(resource.gitCommitSha());
    keys.field(resource.imageTag());
    keys.field(span.service());
    keys.field(span.name());
    keys.field(span.resource());
    keys.field(span.type());
    keys.field(mapper.kind());
    if (mapper.grpcStatus(text)) {
      keys.field(text);
    } else {
      keys.number(0);
    }
    keys.number(mapper.httpStatus());
    keys.number(
        (mapper.isSynthetic() ? StatsKey.SYNTHETIC : 0)
            | (span.parentId() == 0 ? StatsKey.ROOT : 0));
    peers();
  }

  private void peers() {
    int at = keys.size();
    keys.number(0);
    int found = 0;
    if (peerNames.length == 0) {
      return;
    }
    if (mapper.hasPeer()) {
      for (int i = 0; i < peerNames.length; i++) {
        if (mapper.text(peerIds[i], text)) {
          peer(peerNames[i]);
          found++;
        }
      }
    } else if (!mapper.hasRemoteKind() && mapper.baseService(text)) {
      peer(BASE_SERVICE);
      found++;
    }
    keys.numberAt(at, found);
  }

  private void peer(byte[] name) {
    keys.field(name, 0, name.length);
    if (PeerAddress.isName(text.bytes()[text.offset()])) {
      keys.field(text.bytes(), text.offset(), Math.min(text.length(), MAX_PEER_BYTES));
    } else {
      keys.field(PeerAddress.quantize(text.toString()));
    }
  }

  private void grow() {
    int capacity = count * 2;
    keyStart = Arrays.copyOf(keyStart, capacity);
    keyEnd = Arrays.copyOf(keyEnd, capacity);
    endNanos = Arrays.copyOf(endNanos, capacity);
    durationNanos = Arrays.copyOf(durationNanos, capacity);
    isError = Arrays.copyOf(isError, capacity);
    isTopLevel = Arrays.copyOf(isTopLevel, capacity);
    weight = Arrays.copyOf(weight, capacity);
  }
}
