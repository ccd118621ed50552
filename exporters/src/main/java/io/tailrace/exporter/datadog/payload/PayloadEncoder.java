// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.payload;

import io.tailrace.exporter.datadog.mapping.ChunkFacts;
import io.tailrace.exporter.datadog.mapping.ChunkPlan;
import io.tailrace.exporter.datadog.mapping.DatadogSpan;
import io.tailrace.exporter.datadog.mapping.MappingConfig;
import io.tailrace.exporter.datadog.mapping.ResourceFacts;
import io.tailrace.exporter.datadog.mapping.SpanMapper;
import io.tailrace.exporter.datadog.mapping.Tags;
import io.tailrace.exporter.datadog.mapping.Text;
import io.tailrace.exporter.encoding.Compressor;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanIndex;
import io.tailrace.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns batches into payloads. Keeps its memory from one batch to the next; one thread at a time.
 */
public final class PayloadEncoder {

  /** The most that the intake takes in one payload, in bytes before compression. */
  public static final int MAX_PAYLOAD_BYTES = 3_200_000;

  /** What endings and the beginning of a resource add behind the last span. */
  private static final int RESERVE_BYTES = 8 * 1024;

  private static final int AUTO_KEEP = 1;

  /** How the decision to keep came about: by the sender's hand, or by a sampler. */
  private static final Text MANUAL = Text.of("-4");

  private static final Text SAMPLER = Text.of("-9");

  private static final Tags.Name DECISION_MAKER = new Tags.Name("_dd.p.dm");
  private static final Tags.Name PRIORITY = new Tags.Name("_sampling_priority_v1");
  private static final Tags.Name HOSTNAME = new Tags.Name("_dd.hostname");

  private final boolean topLevelBySpanKind;
  private final List<Pattern> ignoredResources;
  private final SpanMapper mapper;
  private final SpanIndex index = new SpanIndex();
  private final ChunkPlan plan = new ChunkPlan();
  private final ChunkFacts chunkFacts;
  private final PayloadSink sink;
  private final Compressor compressor;
  private final int maxBytes;

  private List<Payload> payloads = new ArrayList<>();
  private final Set<String> languages = new TreeSet<>();
  private final Set<String> containers = new TreeSet<>();
  private int context;
  private int priority;
  private int[] spans = new int[64];
  private int spanCount;
  private int ignoredSpans;
  private int tooLargeSpans;
  private boolean mayHavePriority;
  private @Nullable ResourceFacts openResource;

  /** What payloads look like. */
  public enum Format {
    /** Protocol Buffers for the intake. */
    INTAKE,
    /** MessagePack for an Agent. */
    V0_4,
    /** MessagePack with a table of strings. */
    V0_5,
    /** MessagePack with what is known of the tracer. */
    V0_7
  }

  /**
   * What became of a batch.
   *
   * @param payloads in the order to send them in
   * @param ignoredSpans how many spans were left out because their trace is to be ignored
   * @param tooLargeSpans how many were left out because one alone is larger than a payload
   */
  public record Result(List<Payload> payloads, int ignoredSpans, int tooLargeSpans) {}

  /**
   * Makes an encoder.
   *
   * @param hostname the host of spans that do not say theirs, and of the collector
   * @param version what the collector calls itself
   * @param compressor shared; belongs to the caller
   */
  public PayloadEncoder(
      Format format,
      MappingConfig mapping,
      List<Pattern> ignoredResources,
      String hostname,
      String version,
      Clock clock,
      Compressor compressor) {
    this(
        format, mapping, ignoredResources, hostname, version, clock, compressor, MAX_PAYLOAD_BYTES);
  }

  PayloadEncoder(
      Format format,
      MappingConfig mapping,
      List<Pattern> ignoredResources,
      String hostname,
      String version,
      Clock clock,
      Compressor compressor,
      int maxBytes) {
    topLevelBySpanKind = mapping.topLevelBySpanKind();
    this.ignoredResources = List.copyOf(ignoredResources);
    mapper = new SpanMapper(mapping, List.of(), hostname, clock);
    chunkFacts = new ChunkFacts(mapper);
    this.compressor = compressor;
    this.maxBytes = maxBytes;
    sink =
        switch (format) {
          case INTAKE -> new IntakeSink(hostname, version);
          case V0_4 -> new AgentV04Sink();
          case V0_5 -> new AgentV05Sink();
          case V0_7 -> new AgentV07Sink();
        };
  }

  /** Encodes a batch. */
  public Result encode(SpanBatch batch) {
    scan(batch);
    payloads = new ArrayList<>();
    ignoredSpans = 0;
    tooLargeSpans = 0;
    mayHavePriority = ChunkFacts.mayHavePriority(index);
    plan.plan(index, mapper);
    int group = -1;
    for (int place = 0; place < plan.chunks(); place++) {
      if (plan.group(place) != group) {
        endResource();
        group = plan.group(place);
        if (!sink.mixesResources()) {
          finish();
        }
      }
      chunk(place);
    }
    endResource();
    finish();
    return new Result(payloads, ignoredSpans, tooLargeSpans);
  }

  private void scan(SpanBatch batch) {
    try {
      OtlpScanner.scan(batch.bytes(), batch.offset(), batch.length(), index);
    } catch (MalformedOtlpException e) {
      throw new IllegalStateException("a batch with malformed bytes: " + e.getMessage(), e);
    }
  }

  private void chunk(int place) {
    boolean needsFacts = mayHavePriority || !topLevelBySpanKind || !ignoredResources.isEmpty();
    int given = DatadogSpan.NO_PRIORITY;
    context = -1;
    if (needsFacts) {
      chunkFacts.read(index, plan, place);
      given = chunkFacts.priority();
      if (isIgnored()) {
        ignoredSpans += plan.end(place) - plan.start(place);
        return;
      }
      context = -1;
    }
    priority = given == DatadogSpan.NO_PRIORITY ? AUTO_KEEP : given;
    Text decisionMaker = given == DatadogSpan.NO_PRIORITY ? SAMPLER : MANUAL;
    boolean isOpen = false;
    for (int at = plan.start(place); at < plan.end(place); at++) {
      DatadogSpan span = map(plan.span(at));
      if (!isOpen) {
        describe(decisionMaker);
      }
      int bound = sink.bound(span);
      if (bound > maxBytes - RESERVE_BYTES) {
        tooLargeSpans++;
        continue;
      }
      if (sink.size() > 0 && sink.size() + bound > maxBytes - RESERVE_BYTES) {
        isOpen = endChunk(isOpen);
        endResource();
        finish();
        describe(decisionMaker);
      }
      if (!isOpen) {
        beginResource(mapper.resource());
        sink.beginChunk();
        isOpen = true;
      }
      sink.span(span);
      note(plan.span(at));
    }
    endChunk(isOpen);
  }

  /** Notes which span of the batch is in the payload. */
  private void note(int span) {
    if (spanCount == spans.length) {
      spans = Arrays.copyOf(spans, spanCount * 2);
    }
    spans[spanCount++] = span;
  }

  private boolean isIgnored() {
    if (ignoredResources.isEmpty()) {
      return false;
    }
    int root = chunkFacts.root();
    mapper.context(index, index.context(root));
    String resource = mapper.mapCore(index, root).resource().toString();
    return ignoredResources.stream().anyMatch(pattern -> pattern.matcher(resource).find());
  }

  private DatadogSpan map(int i) {
    if (index.context(i) != context) {
      context = index.context(i);
      mapper.context(index, context);
    }
    var span = mapper.map(index, i);
    if (!topLevelBySpanKind && chunkFacts.isTopLevel(span)) {
      mapper.markTopLevel();
    }
    return span;
  }

  /** The first span of a chunk says what there is to say about all of it. */
  private void describe(Text decisionMaker) {
    mapper.tagHighTraceId();
    if (priority > 0) {
      mapper.tag(DECISION_MAKER, decisionMaker);
    }
    if (!sink.describesChunks()) {
      mapper.tag(PRIORITY, priority);
      Text host = mapper.resource().hostname();
      if (host.length() > 0) {
        mapper.tag(HOSTNAME, host);
      }
    }
  }

  private void beginResource(ResourceFacts resource) {
    if (openResource == null) {
      openResource = resource;
      sink.beginResource(resource);
      languages.add(resource.language());
      containers.add(resource.containerId().toString());
    }
  }

  private boolean endChunk(boolean isOpen) {
    if (isOpen) {
      sink.endChunk(priority);
    }
    return false;
  }

  private void endResource() {
    if (openResource != null) {
      openResource = null;
      sink.endResource();
    }
  }

  private void finish() {
    if (sink.size() == 0) {
      return;
    }
    var finished = sink.finish();
    var body = compressor.compress(finished.bytes(), 0, finished.length());
    int[] ascending = Arrays.copyOf(spans, spanCount);
    Arrays.sort(ascending);
    payloads.add(
        new Payload(body, ascending, finished.chunks(), only(languages), only(containers)));
    spanCount = 0;
    languages.clear();
    containers.clear();
  }

  private static String only(Set<String> values) {
    return values.size() == 1 ? values.iterator().next() : "";
  }
}
