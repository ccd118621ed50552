// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import static io.tailrace.exporter.datadog.mapping.Normalizer.ascii;

import org.jspecify.annotations.Nullable;

/** Fills the tags of a span, in the order in which one may overwrite another. */
final class SpanTags {

  static final Tags.Name TRACE_ID_HIGH = new Tags.Name("_dd.p.tid");

  private static final Tags.Name SPAN_KIND = new Tags.Name("span.kind");
  private static final Tags.Name HTTP_STATUS = new Tags.Name("http.status_code");
  private static final Tags.Name GRPC_STATUS = new Tags.Name("rpc.grpc.status_code");
  private static final Tags.Name TOP_LEVEL = new Tags.Name("_top_level");
  private static final Tags.Name MEASURED = new Tags.Name("_dd.measured");
  private static final Tags.Name TRACE_STATE = new Tags.Name("w3c.tracestate");
  private static final Tags.Name SAMPLE_RATE = new Tags.Name("_sample_rate");
  private static final Tags.Name PRIORITY = new Tags.Name("_sampling_priority_v1");
  private static final Tags.Name ANALYTICS_RATE = new Tags.Name("_dd1.sr.eausr");
  private static final Tags.Name TRACE_ID = new Tags.Name("otel.trace_id");
  private static final Tags.Name VERSION = new Tags.Name("version");
  private static final Tags.Name EVENTS = new Tags.Name("events");
  private static final Tags.Name HAS_EXCEPTION = new Tags.Name("_dd.span_events.has_exception");
  private static final Tags.Name LINKS = new Tags.Name("_dd.span_links");
  private static final Tags.Name SCOPE_NAME = new Tags.Name("otel.scope.name");
  private static final Tags.Name LIBRARY_NAME = new Tags.Name("otel.library.name");
  private static final Tags.Name SCOPE_VERSION = new Tags.Name("otel.scope.version");
  private static final Tags.Name LIBRARY_VERSION = new Tags.Name("otel.library.version");
  private static final Tags.Name ENV = new Tags.Name("env");
  private static final Tags.Name DB_NAME = new Tags.Name("db.name");

  private static final Text TRUE = Text.of("true");
  private static final byte[] TRUTHS = ascii("1tT");
  private static final byte[] UNTRUTHS = ascii("0fF");

  private static final Text[] KINDS = kinds();

  private final Renames renames;
  private final Facts facts;
  private final ResourceNaming naming;
  private final Scratch scratch;
  private final Normalizer normalizer;
  private final SpanText json;
  private final Codes codes;
  private final StatusTags status;
  private final Text text = new Text();
  private final Text key = new Text();

  SpanTags(Keys keys, Facts facts, Codes codes, ResourceNaming naming, Scratch scratch) {
    renames = new Renames(keys);
    this.facts = facts;
    this.naming = naming;
    this.scratch = scratch;
    this.codes = codes;
    normalizer = new Normalizer(scratch);
    status = new StatusTags(facts, codes, scratch);
    json = new SpanText(keys, scratch, facts.values);
  }

  private static Text[] kinds() {
    var kinds = new Text[SpanFields.KIND_CONSUMER + 1];
    for (int kind = 0; kind < kinds.length; kind++) {
      kinds[kind] = Text.of(Naming.kindName(kind));
    }
    return kinds;
  }

  /** {@code server} and the like. */
  static Text kind(int kind) {
    return KINDS[kind > 0 && kind < KINDS.length ? kind : 0];
  }

  void write(DatadogSpan out, ResourceFacts resource, ScopeFacts scope) {
    derived(out);
    attributes(out);
    identity(out);
    eventsAndLinks(out);
    scope(out, scope);
    status.write(out, json);
    environment(out);
    resourceAttributes(out, resource);
    var more = scope.attributes;
    for (int i = 0; i < more.count; i++) {
      facts.values.asString(more, i, text);
      out.meta.set(more.bytes, more.keyOffset[i], more.keyLength[i], more.keyHash[i], text);
    }
    if (out.meta.find(DB_NAME) < 0 && facts.text(Key.DB_NAMESPACE, text)) {
      out.meta.set(DB_NAME, text);
    }
  }

  /** Whether a tag's value is JSON, which must not be cut. */
  boolean isStructured(Tags meta, int i) {
    return i == meta.find(EVENTS) || i == meta.find(LINKS);
  }

  void markTopLevel(DatadogSpan out) {
    out.metrics.set(TOP_LEVEL, 1);
  }

  private void derived(DatadogSpan out) {
    out.meta.set(SPAN_KIND, kind(facts.span.kind));
    int code = codes.httpStatus();
    if (code > 0) {
      out.metrics.set(HTTP_STATUS, code);
    }
    if (codes.grpcStatus(text)) {
      out.meta.set(GRPC_STATUS, text);
    }
    if (out.isTopLevel) {
      markTopLevel(out);
    }
    var state = facts.span.traceState;
    if (!state.isEmpty()) {
      out.meta.set(TRACE_STATE, state);
    }
    double rate = codes.sampleRate();
    if (rate >= 0) {
      out.metrics.set(SAMPLE_RATE, rate);
    }
  }

  /** Marks a span as one to be counted. */
  void markMeasured(DatadogSpan out) {
    out.metrics.set(MEASURED, 1);
  }

  private void attributes(DatadogSpan out) {
    var own = facts.span.attributes;
    for (int i = 0; i < own.count; i++) {
      if (own.isNumber(i)) {
        number(out, own, i);
      } else {
        textTag(out, own, i);
      }
    }
  }

  private void number(DatadogSpan out, Attributes own, int i) {
    double value = own.asDouble(i);
    int id = own.keyId[i];
    if (id == Key.SAMPLING_PRIORITY.ordinal()) {
      setIfAbsent(out.metrics, PRIORITY, value);
      return;
    }
    if (isNotCopied(id)) {
      return;
    }
    var other = renames.of(id);
    if (isHttpStatus(id)) {
      if (value >= 100 && value <= 599) {
        setIfAbsent(out.metrics, HTTP_STATUS, value);
      }
    } else if (other != null) {
      setIfAbsent(out.metrics, other, value);
    } else {
      keyOf(own, i);
      int hash = key.bytes == own.bytes ? own.keyHash[i] : hash(key);
      out.metrics.setIfAbsent(key.bytes, key.offset, key.length, hash, value);
    }
  }

  private static void setIfAbsent(Tags tags, Tags.Name name, double value) {
    tags.setIfAbsent(name.bytes, 0, name.bytes.length, name.hash, value);
  }

  private static boolean isHttpStatus(int id) {
    return id == Key.HTTP_RESPONSE_STATUS_CODE.ordinal() || id == Key.HTTP_STATUS_CODE.ordinal();
  }

  /** What has a place of its own in a Datadog span. */
  private static boolean isNotCopied(int id) {
    return id >= 0 && id <= Key.SPAN_TYPE.ordinal();
  }

  private void textTag(DatadogSpan out, Attributes place, int i) {
    int id = place.keyId[i];
    if (isNotCopied(id)) {
      return;
    }
    facts.values.asString(place, i, text);
    if (id == Key.ANALYTICS_EVENT.ordinal()) {
      analytics(out);
      return;
    }
    if (isHttpStatus(id) && !isValidStatus(text)) {
      return;
    }
    if (id >= 0 && !cleaned(id)) {
      return;
    }
    Tags.@Nullable Name other = renames.of(id);
    if (other != null) {
      out.meta.setIfEmpty(other.bytes, 0, other.bytes.length, other.hash, text);
      return;
    }
    keyOf(place, i);
    int hash = key.bytes == place.bytes ? place.keyHash[i] : hash(key);
    out.meta.setIfEmpty(key.bytes, key.offset, key.length, hash, text);
  }

  private static boolean isValidStatus(Text status) {
    long code = Facts.decimal(status);
    return code >= 100 && code <= 599;
  }

  /** Takes literals out of database statements; whether the tag may be shown. */
  private boolean cleaned(int id) {
    if (id == Key.DB_STATEMENT.ordinal()
        || id == Key.DB_QUERY_TEXT.ordinal()
        || id == Key.SQL_QUERY.ordinal()
        || id == Key.MONGODB_QUERY.ordinal()
        || id == Key.ELASTICSEARCH_BODY.ordinal()
        || id == Key.OPENSEARCH_BODY.ordinal()) {
      return naming.clean(text);
    }
    if (id == Key.REDIS_RAW_COMMAND.ordinal()
        || id == Key.VALKEY_RAW_COMMAND.ordinal()
        || id == Key.MEMCACHED_COMMAND.ordinal()) {
      return naming.cleanCommands(text);
    }
    return true;
  }

  private void keyOf(Attributes place, int i) {
    int at = place.keyOffset[i];
    int length = place.keyLength[i];
    if (Renames.isHeader(place.bytes, at, length)) {
      Renames.header(place.bytes, at, length, scratch, key);
    } else {
      key.set(place.bytes, at, length);
    }
  }

  private static int hash(Text key) {
    return ByteHash.of(key.bytes, key.offset, key.length);
  }

  /** Go's {@code strconv.ParseBool}: 1, t, T, true, True, TRUE, and their opposites. */
  private void analytics(DatadogSpan out) {
    String word = text.toString();
    boolean isTrue = word.equals("true") || word.equals("True") || word.equals("TRUE");
    boolean isFalse = word.equals("false") || word.equals("False") || word.equals("FALSE");
    if (word.length() == 1) {
      isTrue = contains(TRUTHS, word.charAt(0));
      isFalse = contains(UNTRUTHS, word.charAt(0));
    }
    if (isTrue || isFalse) {
      setIfAbsent(out.metrics, ANALYTICS_RATE, isTrue ? 1 : 0);
    }
  }

  private static boolean contains(byte[] letters, char c) {
    for (byte letter : letters) {
      if (letter == c) {
        return true;
      }
    }
    return false;
  }

  private void identity(DatadogSpan out) {
    int start = scratch.size();
    scratch.putHex(facts.span.bytes, facts.span.traceIdOffset, 16);
    scratch.textFrom(start, text);
    out.meta.set(TRACE_ID, text);
    if (out.meta.find(VERSION) < 0 && facts.text(Key.SERVICE_VERSION, text)) {
      out.meta.set(VERSION, text);
    }
  }

  private void eventsAndLinks(DatadogSpan out) {
    if (facts.span.events > 0) {
      json.events(facts.span, text);
      out.meta.set(EVENTS, text);
      if (json.hasException()) {
        out.meta.set(HAS_EXCEPTION, TRUE);
      }
    }
    if (facts.span.links > 0) {
      json.links(facts.span, text);
      out.meta.set(LINKS, text);
    }
  }

  private static void scope(DatadogSpan out, ScopeFacts scope) {
    if (!scope.name.isEmpty()) {
      out.meta.set(SCOPE_NAME, scope.name);
      out.meta.set(LIBRARY_NAME, scope.name);
    }
    if (!scope.version.isEmpty()) {
      out.meta.set(SCOPE_VERSION, scope.version);
      out.meta.set(LIBRARY_VERSION, scope.version);
    }
  }

  private void environment(DatadogSpan out) {
    int own = out.meta.find(ENV);
    if (own >= 0) {
      out.meta.text(own, text);
    } else if (!facts.text(Key.DEPLOYMENT_ENVIRONMENT_NAME, Key.DEPLOYMENT_ENVIRONMENT, text)) {
      return;
    }
    normalizer.tagValue(text);
    out.meta.set(ENV, text);
  }

  private void resourceAttributes(DatadogSpan out, ResourceFacts resource) {
    var all = resource.attributes;
    for (int i = 0; i < all.count; i++) {
      textTag(out, all, i);
    }
  }
}
