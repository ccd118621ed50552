// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.otlp.OtlpField;
import java.util.Arrays;

/**
 * Writes Zipkin's v2 spans as OTLP (source: {@code zipkinv2/to_translator.go} of the collector,
 * v0.158; docs/migration.md has the differences). Belongs to one thread.
 */
final class V2Translator {

  private static final byte[] NO_SERVICE_NAME = Ascii.of("OTLPResourceNoServiceName");
  private static final byte[] INTERNAL = Ascii.of("internal");

  private final Text text;
  private final SpanOutput out;
  private final EmbeddedText embedded;
  private final SemanticConventions conventions;
  private final boolean parsesTags;
  private TagTable tags;

  /** Indexes of tags that describe the resource, in the order of their kinds. */
  private int[] resourceTags = new int[KnownTag.RESOURCE_KEYS.size()];

  private int resourceTagCount;

  /** Kinds below 64 that are not written as attributes, as bits. */
  private long consumed;

  /** Indexes plus one of the tags that may be links, by the number of the link. */
  private final int[] linkTags = new int[KnownTag.LINKS];

  private boolean hasLinks;

  V2Translator(TranslationSettings settings, Text text, SpanOutput out) {
    conventions = settings.conventions();
    parsesTags = settings.parsesTags();
    this.text = text;
    this.out = out;
    embedded = new EmbeddedText(text);
    tags = new TagTable(text);
  }

  /** Writes a span. Its IDs are valid. */
  void write(ZipkinSpan span) {
    tags = span.tags;
    sortTags();
    out.begin();
    resource(span);
    scope();
    head(span);
    if (hasLinks) {
      links(span);
    }
    status(span);
    attributes(span);
    events(span);
    out.end();
    if (hasLinks) {
      Arrays.fill(linkTags, 0);
    }
  }

  private void sortTags() {
    consumed = 0;
    resourceTagCount = 0;
    hasLinks = false;
    for (int i = 0; i < tags.size(); i++) {
      int kind = tags.kind(i);
      if (KnownTag.isResource(kind)) {
        resourceTag(i, kind);
      } else if (kind >= KnownTag.LINK) {
        linkTags[kind - KnownTag.LINK] = i + 1;
        hasLinks = true;
      }
    }
  }

  private void resourceTag(int i, int kind) {
    int at = resourceTagCount++;
    while (at > 0 && tags.kind(resourceTags[at - 1]) > kind) {
      resourceTags[at] = resourceTags[at - 1];
      at--;
    }
    resourceTags[at] = i;
  }

  private boolean hasResourceTag(int kind) {
    for (int i = 0; i < resourceTagCount; i++) {
      if (tags.kind(resourceTags[i]) == kind) {
        return true;
      }
    }
    return false;
  }

  /** Takes a string that is not to become an attribute; {@link Text#NONE} if it is not there. */
  private long take(int kind) {
    long value = tags.stringOf(kind);
    if (value != Text.NONE) {
      consumed |= 1L << kind;
    }
    return value;
  }

  private long takeOr(int kind, int otherKind) {
    long value = take(kind);
    long other = take(otherKind);
    return Text.length(value) > 0 ? value : other == Text.NONE ? Text.EMPTY : other;
  }

  private void resource(ZipkinSpan span) {
    long service = span.local.service;
    long source = take(KnownTag.SERVICE_NAME_SOURCE);
    if (Text.length(service) > 0 && !text.equals(service, NO_SERVICE_NAME)) {
      serviceName(service, source);
    }
    for (int i = 0; i < resourceTagCount; i++) {
      int tag = resourceTags[i];
      if (tags.kind(tag) != KnownTag.FAAS_ID) {
        out.resourceAttributes.entry(OtlpField.RESOURCE_ATTRIBUTES, tags, tag);
      } else if (conventions.faasId == KnownTag.FAAS_ID || !hasResourceTag(conventions.faasId)) {
        out.resourceAttributes.entry(
            OtlpField.RESOURCE_ATTRIBUTES, KnownTag.key(conventions.faasId), tags, tag);
      }
    }
  }

  /** A tag of the same key goes before the endpoint's name. */
  private void serviceName(long service, long source) {
    if (Text.length(source) <= 0) {
      if (!hasResourceTag(KnownTag.SERVICE_NAME)) {
        out.resourceAttributes.string(
            OtlpField.RESOURCE_ATTRIBUTES, KnownTag.key(KnownTag.SERVICE_NAME), service);
      }
      return;
    }
    byte[] array = text.array(source);
    int offset = Text.offset(source);
    int count = Text.length(source);
    int kind = KnownTag.of(array, offset, count, BytesHash.of(array, offset, count));
    if (!hasResourceTag(kind)) {
      byte[] key = Arrays.copyOfRange(array, offset, offset + count);
      out.resourceAttributes.string(OtlpField.RESOURCE_ATTRIBUTES, key, service);
    }
  }

  private void scope() {
    out.scopeString(OtlpField.SCOPE_NAME, takeOr(KnownTag.SCOPE_NAME, KnownTag.LIBRARY_NAME));
    out.scopeString(
        OtlpField.SCOPE_VERSION, takeOr(KnownTag.SCOPE_VERSION, KnownTag.LIBRARY_VERSION));
  }

  private void head(ZipkinSpan span) {
    out.traceId(OtlpField.SPAN_TRACE_ID, span.traceIdHigh, span.traceIdLow);
    out.spanId(OtlpField.SPAN_SPAN_ID, span.spanId);
    long state = take(KnownTag.TRACE_STATE);
    if (state != Text.NONE) {
      out.string(OtlpField.SPAN_TRACE_STATE, state);
    }
    if (span.parentId != 0 && span.parentId != span.spanId) {
      out.spanId(OtlpField.SPAN_PARENT_SPAN_ID, span.parentId);
    }
    out.string(OtlpField.SPAN_NAME, span.name);
    int kind = span.kind;
    if (kind == 0) {
      long tag = take(KnownTag.SPAN_KIND);
      kind = tag != Text.NONE && text.equals(tag, INTERNAL) ? SpanKinds.INTERNAL : 0;
    }
    out.number(OtlpField.SPAN_KIND, kind);
    out.nanos(OtlpField.SPAN_START_TIME, span.timestamp * 1000);
    out.nanos(OtlpField.SPAN_END_TIME, (span.timestamp + span.duration) * 1000);
  }

  private void status(ZipkinSpan span) {
    int code = StatusNames.UNSET;
    long message = Text.EMPTY;
    long name = take(KnownTag.STATUS_CODE);
    if (name != Text.NONE) {
      code = StatusNames.code(text, name);
      span.hasBadValue |= code == StatusNames.UNKNOWN;
      code = Math.max(code, StatusNames.UNSET);
      long description = take(KnownTag.STATUS_DESCRIPTION);
      message = description == Text.NONE ? Text.EMPTY : description;
    }
    if (tags.has(KnownTag.ERROR) && isError(tags.find(KnownTag.ERROR))) {
      code = StatusNames.ERROR;
    }
    out.status(code, message);
  }

  /** Any string means an error, also {@code false}; only {@code true} says no more than that. */
  private boolean isError(int tag) {
    boolean isTrue =
        tags.type(tag) == TagTable.STRING
            ? text.equals(tags.value(tag), Ascii.TRUE)
            : tags.type(tag) == TagTable.BOOL && tags.value(tag) != 0;
    if (isTrue) {
      consumed |= 1L << KnownTag.ERROR;
    }
    return isTrue || tags.type(tag) != TagTable.BOOL;
  }

  private void attributes(ZipkinSpan span) {
    address(conventions.localAddress, span.local.ip());
    port(KnownTag.NET_HOST_PORT, span.local.port);
    address(conventions.peerService, span.remote.service);
    address(conventions.peerAddress, span.remote.ip());
    port(KnownTag.NET_PEER_PORT, span.remote.port);
    if (span.timestamp == 0) {
      consumed |= 1L << KnownTag.START_TIME_ABSENT;
      out.attributes.bool(
          OtlpField.SPAN_ATTRIBUTES, KnownTag.key(KnownTag.START_TIME_ABSENT), true);
    }
    renamedHttpStatusCode();
    for (int i = 0; i < tags.size(); i++) {
      if (isAttribute(tags.kind(i))) {
        if (parsesTags) {
          TagParser.parse(tags, i, text);
        }
        out.attributes.entry(OtlpField.SPAN_ATTRIBUTES, tags, i);
      }
    }
    out.number(OtlpField.SPAN_DROPPED_ATTRIBUTES_COUNT, tags.dropped());
  }

  private void address(int kind, long value) {
    if (Text.length(value) > 0) {
      consumed |= 1L << kind;
      out.attributes.string(OtlpField.SPAN_ATTRIBUTES, KnownTag.key(kind), value);
    }
  }

  private void port(int kind, int port) {
    if (port > 0) {
      consumed |= 1L << kind;
      out.attributes.whole(OtlpField.SPAN_ATTRIBUTES, KnownTag.key(kind), port);
    }
  }

  private void renamedHttpStatusCode() {
    int name = conventions.httpStatusCode;
    if (name != KnownTag.HTTP_STATUS_CODE && tags.has(KnownTag.HTTP_STATUS_CODE)) {
      consumed |= 1L << KnownTag.HTTP_STATUS_CODE;
      if (!tags.has(name)) {
        int tag = tags.find(KnownTag.HTTP_STATUS_CODE);
        if (parsesTags) {
          TagParser.parse(tags, tag, text);
        }
        out.attributes.entry(OtlpField.SPAN_ATTRIBUTES, KnownTag.key(name), tags, tag);
      }
    }
  }

  private boolean isAttribute(int kind) {
    if (kind < Long.SIZE) {
      return (consumed >>> kind & 1) == 0;
    }
    return kind >= KnownTag.LINK && linkTags[kind - KnownTag.LINK] != 0;
  }

  /** Up to the first number that is missing; a tag that is no link stays a tag. */
  private void links(ZipkinSpan span) {
    for (int n = 0; n < linkTags.length && linkTags[n] != 0; n++) {
      int tag = linkTags[n] - 1;
      if (tags.type(tag) == TagTable.STRING && embedded.link(tags.value(tag))) {
        linkTags[n] = 0;
        link(span);
      }
    }
  }

  private void link(ZipkinSpan span) {
    out.span.begin(OtlpField.SPAN_LINKS);
    if ((embedded.traceIdHigh() | embedded.traceIdLow()) != 0) {
      out.traceId(OtlpField.LINK_TRACE_ID, embedded.traceIdHigh(), embedded.traceIdLow());
    }
    if (embedded.spanId() != 0) {
      out.spanId(OtlpField.LINK_SPAN_ID, embedded.spanId());
    }
    out.string(OtlpField.LINK_TRACE_STATE, embedded.head());
    attributes(span, OtlpField.LINK_ATTRIBUTES, OtlpField.LINK_DROPPED_ATTRIBUTES_COUNT);
    out.span.end();
  }

  private void events(ZipkinSpan span) {
    for (int i = 0; i < span.annotations(); i++) {
      out.span.begin(OtlpField.SPAN_EVENTS);
      out.nanos(OtlpField.EVENT_TIME, SpanOutput.nanos(span.annotationTime(i)));
      long value = span.annotationValue(i);
      if (embedded.event(value)) {
        out.string(OtlpField.EVENT_NAME, embedded.head());
        attributes(span, OtlpField.EVENT_ATTRIBUTES, OtlpField.EVENT_DROPPED_ATTRIBUTES_COUNT);
      } else {
        out.string(OtlpField.EVENT_NAME, value);
      }
      out.span.end();
    }
    out.number(OtlpField.SPAN_DROPPED_EVENTS_COUNT, span.droppedAnnotations());
  }

  /** Writes the attributes of an event or link. */
  private void attributes(ZipkinSpan span, int tag, int droppedTag) {
    span.hasBadValue |= embedded.hasDroppedValue();
    TagTable table = embedded.attributes();
    for (int i = 0; i < table.size(); i++) {
      out.attributes.entry(tag, table, i);
    }
    out.number(droppedTag, embedded.droppedAttributes() + table.dropped());
  }
}
