// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import com.datadoghq.sketch.ddsketch.DDSketch;
import io.tailrace.connector.datadog.StatsKey.Source;
import io.tailrace.exporter.datadog.payload.MsgpackWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes buckets as Datadog's payloads: MessagePack maps with the field names of the Agent's Go
 * structs (datadog-agent {@code pkg/proto/datadog/trace/stats.proto}). One thread at a time.
 */
final class StatsPayloads {

  /** The Agent's own limit of groups in a payload ({@code pkg/trace/writer/stats.go}). */
  static final int MAX_GROUPS = 4000;

  private static final String NO_ENV = "none";

  private final String hostname;
  private final String version;
  private final long intervalNanos;
  private final String runtimeId = UUID.randomUUID().toString();
  private final MsgpackWriter out = new MsgpackWriter(1 << 14);
  private long sequence;

  StatsPayloads(String hostname, String version, long intervalNanos) {
    this.hostname = hostname;
    this.version = version;
    this.intervalNanos = intervalNanos;
  }

  private record Entry(long bucketStart, StatsKey key, StatsGroup group) {}

  /** {@code StatsPayload} for the intake, several if there are many groups. */
  List<byte[]> forIntake(List<StatsBucket> buckets) {
    var parts = parts(buckets);
    var payloads = new ArrayList<byte[]>();
    for (List<Entry> part : parts) {
      out.reset();
      out.map(6);
      pair("AgentHostname", hostname);
      pair("AgentEnv", NO_ENV);
      var bySource = bySource(part);
      out.text("Stats");
      out.array(bySource.size());
      bySource.forEach(this::clientPayload);
      pair("AgentVersion", version);
      out.text("ClientComputed");
      out.bool(false);
      out.text("SplitPayload");
      out.bool(parts.size() > 1);
      payloads.add(Arrays.copyOf(out.bytes(), out.size()));
    }
    return payloads;
  }

  /** {@code ClientStatsPayload}s for an Agent: one for each source of spans. */
  List<byte[]> forAgent(List<StatsBucket> buckets) {
    var payloads = new ArrayList<byte[]>();
    for (List<Entry> part : parts(buckets)) {
      bySource(part)
          .forEach(
              (source, entries) -> {
                out.reset();
                clientPayload(source, entries);
                payloads.add(Arrays.copyOf(out.bytes(), out.size()));
              });
    }
    return payloads;
  }

  private static List<List<Entry>> parts(List<StatsBucket> buckets) {
    var parts = new ArrayList<List<Entry>>();
    List<Entry> part = new ArrayList<>();
    for (StatsBucket bucket : buckets) {
      for (StatsGroup group : bucket.all()) {
        if (part.size() == MAX_GROUPS) {
          parts.add(part);
          part = new ArrayList<>();
        }
        part.add(new Entry(bucket.startNanos, StatsKey.of(group.key), group));
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private static Map<Source, List<Entry>> bySource(List<Entry> entries) {
    var bySource = new LinkedHashMap<Source, List<Entry>>();
    for (Entry entry : entries) {
      bySource.computeIfAbsent(entry.key().source(), _ -> new ArrayList<>()).add(entry);
    }
    return bySource;
  }

  private void clientPayload(Source source, List<Entry> entries) {
    var byBucket = new LinkedHashMap<Long, List<Entry>>();
    for (Entry entry : entries) {
      byBucket.computeIfAbsent(entry.bucketStart(), _ -> new ArrayList<>()).add(entry);
    }
    out.map(14);
    pair("Hostname", source.hostname());
    pair("Env", source.env().isEmpty() ? NO_ENV : source.env());
    pair("Version", source.version());
    out.text("Stats");
    out.array(byBucket.size());
    byBucket.forEach(this::bucket);
    pair("Lang", "");
    pair("TracerVersion", version);
    pair("RuntimeID", runtimeId);
    out.text("Sequence");
    out.unsigned(++sequence);
    pair("AgentAggregation", "");
    pair("Service", "");
    pair("ContainerID", source.containerId());
    out.text("Tags");
    out.array(0);
    pair("GitCommitSha", source.gitCommitSha());
    pair("ImageTag", source.imageTag());
  }

  private void bucket(long startNanos, List<Entry> entries) {
    out.map(4);
    number("Start", startNanos);
    number("Duration", intervalNanos);
    out.text("Stats");
    out.array(entries.size());
    entries.forEach(entry -> group(entry.key(), entry.group()));
    number("AgentTimeShift", 0);
  }

  private void group(StatsKey key, StatsGroup group) {
    out.map(17);
    pair("Service", key.service());
    pair("Name", key.name());
    pair("Resource", key.resource());
    number("HTTPStatusCode", key.httpStatus());
    pair("Type", key.type());
    pair("DBType", "");
    number("Hits", rounded(group.hits));
    number("Errors", rounded(group.errors));
    number("Duration", rounded(group.durationNanos));
    summary("OkSummary", group.ok);
    summary("ErrorSummary", group.failed);
    out.text("Synthetics");
    out.bool(key.isSynthetic());
    number("TopLevelHits", rounded(group.topLevelHits));
    pair("SpanKind", key.kind());
    out.text("PeerTags");
    out.array(key.peerTags().size());
    key.peerTags().forEach(out::text);
    number("IsTraceRoot", key.isRoot() ? 1 : 2);
    pair("GRPCStatusCode", key.grpcStatus());
  }

  /** Up or down by chance, so that weights that are no whole numbers add up in the long run. */
  private static long rounded(double value) {
    double floor = Math.floor(value);
    boolean up = value > floor && ThreadLocalRandom.current().nextDouble() < value - floor;
    return (long) floor + (up ? 1 : 0);
  }

  private void summary(String name, DDSketch sketch) {
    out.text(name);
    var buffer = sketch.serialize();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    out.binary(bytes);
  }

  private void number(String name, long value) {
    out.text(name);
    out.signed(value);
  }

  private void pair(String name, String value) {
    out.text(name);
    out.text(value);
  }
}
