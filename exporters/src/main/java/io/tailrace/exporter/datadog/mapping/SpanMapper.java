// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import io.tailrace.otlp.SpanIndex;
import io.tailrace.time.Clock;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Makes one Datadog span after another of the spans of a batch (datadog-agent {@code
 * transform.OtelSpanToDDSpan}, then {@code agent.normalize} and {@code agent.Truncate}). What it
 * hands out is valid until the next span.
 *
 * <p>One thread at a time. Allocates nothing for a span of ordinary attributes.
 */
public final class SpanMapper {

  /** Values of tags beyond this are cut (datadog-agent {@code traceutil.MaxMetaValLen}). */
  private static final int MAX_VALUE_BYTES = 25_000;

  /** Keys of tags beyond this are cut (datadog-agent {@code traceutil.MaxMetaKeyLen}). */
  private static final int MAX_KEY_BYTES = 200;

  private static final long YEAR_2000 = 946_684_800_000_000_000L;

  private final MappingConfig config;
  private final Keys keys;
  private final Clock clock;
  private final Scratch scratch = new Scratch();
  private final ValueText values = new ValueText(scratch);
  private final Normalizer normalizer = new Normalizer(scratch);
  private final ResourceCache resources;
  private final ScopeFacts scope;
  final SpanFields span;
  final Facts facts;
  private final Naming naming;
  private final ResourceNaming resourceNaming;
  private final Codes codes;
  private final SpanTags tags;
  private final DatadogSpan out = new DatadogSpan();
  private final Text text = new Text();
  private ResourceFacts resource;

  /**
   * Makes a mapper.
   *
   * @param moreKeys further keys that the caller looks for, such as peer tags
   * @param fallbackHost the host of spans that do not say theirs
   */
  public SpanMapper(
      MappingConfig config, Collection<String> moreKeys, String fallbackHost, Clock clock) {
    this.config = config;
    this.clock = clock;
    var further = new TreeSet<>(Renames.TABLE.keySet());
    further.addAll(moreKeys);
    var keys = new Keys(further);
    resources = new ResourceCache(keys, fallbackHost);
    resource = new ResourceFacts(new byte[0], keys, fallbackHost);
    scope = new ScopeFacts(keys);
    span = new SpanFields(keys);
    facts = new Facts(span, resource.attributes, values);
    naming = new Naming(config, facts, scratch);
    resourceNaming = new ResourceNaming(config, facts, scratch);
    codes = new Codes(facts);
    tags = new SpanTags(keys, facts, codes, resourceNaming, scratch);
    this.keys = keys;
  }

  /** The number of a key for {@link #text}; it must be one of those given at the start. */
  public int keyId(String key) {
    return keys.require(key);
  }

  /** Goes to a context of a batch: what is mapped next belongs to it. */
  public void context(SpanIndex index, int context) {
    resource = resources.of(index, index.contextResource(context));
    facts.resource(resource.attributes);
    scope.read(index, context);
  }

  /** What the resource of the present context says. */
  public ResourceFacts resource() {
    return resource;
  }

  /** Maps all of a span. */
  public DatadogSpan map(SpanIndex index, int i) {
    read(index, i);
    core();
    tags.write(out, resource, scope);
    if (isMeasured()) {
      tags.markMeasured(out);
    }
    trim();
    return out;
  }

  /**
   * Maps what statistics are made of: everything but the tags, which stay empty.
   *
   * @return valid until the next span; {@link #text} and the methods below then speak of it too
   */
  public DatadogSpan mapCore(SpanIndex index, int i) {
    read(index, i);
    core();
    return out;
  }

  /** Reads a span without mapping it, for the methods that return what stands in it. */
  void read(SpanIndex index, int i) {
    scratch.reset();
    out.meta.clear();
    out.metrics.clear();
    span.read(index.bytes(), index.spanOffset(i), index.spanLength(i));
  }

  private void core() {
    out.traceId = span.traceIdLow;
    out.traceIdHigh = span.traceIdHigh;
    out.spanId = span.spanId;
    out.parentId = span.parentId;
    times();
    out.isError = span.statusCode == SpanFields.STATUS_ERROR;
    naming.service(resource.service, out.service);
    naming.name(scope.name, out.name);
    resourceNaming.resource(out.name, out.resource);
    naming.type(out.type);
    out.isTopLevel = config.topLevelBySpanKind() && isEntry();
    out.samplingPriority = priority();
  }

  private void times() {
    long start = span.startNanos;
    long duration = span.endNanos - start;
    if (start < YEAR_2000) {
      start = clock.unixNanos();
    }
    out.startNanos = start;
    out.durationNanos = duration < 0 || start + duration < 0 ? 0 : duration;
  }

  private boolean isEntry() {
    return span.parentId == 0
        || span.kind == SpanFields.KIND_SERVER
        || span.kind == SpanFields.KIND_CONSUMER;
  }

  /** Points {@code service} at the service of the span that was read last. */
  void service(Text service) {
    naming.service(resource.service, service);
  }

  /** The priority that the span that was read last asks for. */
  int priority() {
    int i = span.attributes.find(Key.SAMPLING_PRIORITY);
    if (i < 0 || !span.attributes.isNumber(i)) {
      return DatadogSpan.NO_PRIORITY;
    }
    return (int) Math.clamp(span.attributes.asDouble(i), -1, 2);
  }

  /** Whether the span is to be counted although it does not enter a service. */
  public boolean isMeasured() {
    return facts.integer(Key.MEASURED, text) == 1
        || (config.topLevelBySpanKind()
            && (span.kind == SpanFields.KIND_CLIENT || span.kind == SpanFields.KIND_PRODUCER));
  }

  /** Whether the span is of a kind other than internal. */
  public boolean hasRemoteKind() {
    return span.kind >= SpanFields.KIND_SERVER && span.kind <= SpanFields.KIND_CONSUMER;
  }

  /** Whether the span calls another service or takes from a queue: it has a peer. */
  public boolean hasPeer() {
    return span.kind >= SpanFields.KIND_CLIENT && span.kind <= SpanFields.KIND_CONSUMER;
  }

  /** {@code server} and the like. */
  public Text kind() {
    return SpanTags.kind(span.kind);
  }

  /** Whether the span is a part of one that goes on, sent early by its tracer. */
  public boolean isPartialSnapshot() {
    int i = span.attributes.find(Key.PARTIAL_VERSION);
    return i >= 0 && span.attributes.isNumber(i) && span.attributes.asDouble(i) >= 0;
  }

  /** Whether the span comes of a synthetic test. */
  public boolean isSynthetic() {
    return facts.text(Key.DD_ORIGIN, text) && text.toString().startsWith("synthetics");
  }

  /** The status code of HTTP; 0 if there is none that is valid. */
  public int httpStatus() {
    return codes.httpStatus();
  }

  /** Points {@code value} at the status code of gRPC; whether there is one. */
  public boolean grpcStatus(Text value) {
    return codes.grpcStatus(value);
  }

  /** The rate at which the span was sampled, within {@code (0, 1]}. */
  public double sampleRate() {
    double rate = codes.sampleRate();
    return rate > 0 && rate <= 1 ? rate : 1;
  }

  /** The environment of the span, normalized: its own, else the resource's; empty without one. */
  public Text env() {
    var own = span.attributes;
    boolean hasOwn =
        own.find(Key.DEPLOYMENT_ENVIRONMENT_NAME) >= 0 || own.find(Key.DEPLOYMENT_ENVIRONMENT) >= 0;
    if (hasOwn && facts.text(Key.DEPLOYMENT_ENVIRONMENT_NAME, Key.DEPLOYMENT_ENVIRONMENT, text)) {
      normalizer.tagValue(text);
      return text;
    }
    return resource.env();
  }

  /** Points {@code value} at an attribute of the span, else the resource; whether it has text. */
  public boolean text(int keyId, Text value) {
    return facts.text(keyId, value);
  }

  /** Points {@code value} at the service that a span names beside its own; whether it does. */
  public boolean baseService(Text value) {
    return facts.text(Key.BASE_SERVICE, value);
  }

  /** Marks the span that was mapped last as one where a service is entered. */
  public void markTopLevel() {
    out.isTopLevel = true;
    tags.markTopLevel(out);
  }

  /** Sets a text tag on the span that was mapped last. */
  public void tag(Tags.Name key, Text value) {
    out.meta.set(key, value);
  }

  /** Sets the high half of the trace ID on the span that was mapped last, unless it is 0. */
  public void tagHighTraceId() {
    if (out.traceIdHigh != 0) {
      int start = scratch.size();
      scratch.putHex(out.traceIdHigh);
      scratch.textFrom(start, text);
      out.meta.set(SpanTags.TRACE_ID_HIGH, text);
    }
  }

  /** Sets a numeric tag on the span that was mapped last. */
  public void tag(Tags.Name key, double value) {
    out.metrics.set(key, value);
  }

  /** Cuts what is too long. */
  private void trim() {
    var meta = out.meta;
    for (int i = 0; i < meta.count(); i++) {
      if (meta.valueLength(i) > MAX_VALUE_BYTES && !tags.isStructured(meta, i)) {
        meta.text(i, text);
        normalizer.cutWithDots(text, MAX_VALUE_BYTES);
        meta.value(i, text);
      }
      if (meta.keyLength(i) > MAX_KEY_BYTES) {
        cutKey(meta, i);
      }
    }
    for (int i = 0; i < out.metrics.count(); i++) {
      if (out.metrics.keyLength(i) > MAX_KEY_BYTES) {
        cutKey(out.metrics, i);
      }
    }
  }

  private void cutKey(Tags of, int i) {
    text.set(of.keyBytes(i), of.keyOffset(i), of.keyLength(i));
    normalizer.cutWithDots(text, MAX_KEY_BYTES);
    of.rename(i, text);
  }
}
