// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.otlp.OtlpField;

/**
 * Writes Zipkin's v1 spans as OTLP (source: {@code zipkinv1/json.go}, {@code status_code.go} and
 * {@code thrift.go} of the collector, v0.158; docs/migration.md has the differences). Belongs to
 * one thread.
 */
final class V1Translator {

  private static final byte[] UNKNOWN_SERVICE = Ascii.of(V1Annotations.UNKNOWN_SERVICE);
  private static final byte[] IPV4 = Ascii.of("ipv4");
  private static final byte[] IPV6 = Ascii.of("ipv6");
  private static final byte[] PORT = Ascii.of("port");

  /** Kinds that speak of the status only. */
  private static final long STATUS_TAGS =
      1L << KnownTag.STATUS_CODE
          | 1L << KnownTag.STATUS_DESCRIPTION
          | 1L << KnownTag.CENSUS_STATUS_CODE
          | 1L << KnownTag.CENSUS_STATUS_DESCRIPTION
          | 1L << KnownTag.OPENCENSUS_STATUS_DESCRIPTION;

  private static final int NO_CODE = -1;

  private final Text text;
  private final SpanOutput out;
  private final SemanticConventions conventions;
  private final boolean parsesTags;
  private TagTable tags;
  private boolean isError;

  V1Translator(TranslationSettings settings, Text text, SpanOutput out) {
    conventions = settings.conventions();
    parsesTags = settings.parsesTags();
    this.text = text;
    this.out = out;
    tags = new TagTable(text);
  }

  /**
   * Writes a span. Its IDs are valid.
   *
   * @param nowNanos the time of a span without any, in nanoseconds since the Unix epoch; 0 to leave
   *     it without
   * @param isTyped whether strings are strings whatever they show, as in Thrift
   */
  void write(ZipkinSpan span, long nowNanos, boolean isTyped) {
    tags = span.tags;
    out.begin();
    resource(span);
    out.traceId(OtlpField.SPAN_TRACE_ID, span.traceIdHigh, span.traceIdLow);
    out.spanId(OtlpField.SPAN_SPAN_ID, span.spanId);
    if (span.parentId != 0) {
      out.spanId(OtlpField.SPAN_PARENT_SPAN_ID, span.parentId);
    }
    out.string(OtlpField.SPAN_NAME, span.name);
    out.number(OtlpField.SPAN_KIND, span.kind);
    boolean isAbsent = times(span, nowNanos);
    status(span);
    attributes(isAbsent, parsesTags && !isTyped);
    events(span);
    out.end();
  }

  private void resource(ZipkinSpan span) {
    Host host = span.local;
    resourceString(KnownTag.key(KnownTag.SERVICE_NAME), service(span));
    resourceString(IPV4, host.ipv4);
    resourceString(IPV6, host.ipv6);
    if (host.port != 0) {
      resourceString(PORT, text.ascii(Ascii.of(Integer.toString(host.port))));
    }
  }

  private long service(ZipkinSpan span) {
    if (Text.length(span.local.service) > 0) {
      return span.local.service;
    }
    if (Text.length(span.binaryService) > 0) {
      return span.binaryService;
    }
    return Text.length(span.localComponent) > 0 ? span.localComponent : text.ascii(UNKNOWN_SERVICE);
  }

  private void resourceString(byte[] key, long value) {
    if (Text.length(value) > 0) {
      out.resourceAttributes.string(OtlpField.RESOURCE_ATTRIBUTES, key, value);
    }
  }

  /** Writes the times; returns whether there was no start. */
  private boolean times(ZipkinSpan span, long nowNanos) {
    long start = SpanOutput.nanos(span.hasTimestamp ? span.timestamp : first(span));
    long end =
        SpanOutput.nanos(
            span.hasTimestamp ? span.timestamp + span.duration : Math.max(span.lastTime, 0));
    boolean isAbsent = start == 0 && nowNanos != 0;
    out.nanos(OtlpField.SPAN_START_TIME, isAbsent ? nowNanos : start);
    out.nanos(OtlpField.SPAN_END_TIME, isAbsent ? nowNanos : end);
    return isAbsent;
  }

  private static long first(ZipkinSpan span) {
    return span.lastTime == Long.MIN_VALUE ? 0 : span.firstTime;
  }

  private void status(ZipkinSpan span) {
    isError = tags.has(KnownTag.ERROR) && !isFalse(tags.find(KnownTag.ERROR));
    long censusMessage =
        later(KnownTag.CENSUS_STATUS_DESCRIPTION, KnownTag.OPENCENSUS_STATUS_DESCRIPTION);
    long ownMessage = tags.stringOf(KnownTag.STATUS_DESCRIPTION);
    long census = censusCode(span);
    int own = ownCode(span);
    if (census != NO_CODE) {
      status((int) census, censusMessage);
    } else if (own != NO_CODE) {
      status(own, ownMessage);
    } else if (isError) {
      status(StatusNames.ERROR, Text.length(censusMessage) > 0 ? censusMessage : ownMessage);
    } else {
      httpStatus(unusedMessage(ownMessage, censusMessage));
    }
  }

  /** The description beside a code that is none; without a code there is nothing to describe. */
  private long unusedMessage(long ownMessage, long censusMessage) {
    if (tags.has(KnownTag.STATUS_CODE) && Text.length(ownMessage) > 0) {
      return ownMessage;
    }
    return tags.has(KnownTag.CENSUS_STATUS_CODE) ? censusMessage : Text.NONE;
  }

  private boolean isFalse(int tag) {
    return tags.type(tag) == TagTable.BOOL && tags.value(tag) == 0;
  }

  private void status(int code, long message) {
    out.status(code, message == Text.NONE ? Text.EMPTY : message);
  }

  private long later(int kind, int otherKind) {
    int tag = tags.has(kind) ? tags.find(kind) : -1;
    int other = tags.has(otherKind) ? tags.find(otherKind) : -1;
    return tags.stringOf(tag > other ? kind : otherKind);
  }

  /** OpenCensus: 0 is fine, and everything else an error. */
  private long censusCode(ZipkinSpan span) {
    if (!tags.has(KnownTag.CENSUS_STATUS_CODE)) {
      return NO_CODE;
    }
    long code = number(KnownTag.CENSUS_STATUS_CODE);
    span.hasBadValue |= code == Long.MIN_VALUE;
    return code == Long.MIN_VALUE ? NO_CODE : code == 0 ? StatusNames.OK : StatusNames.ERROR;
  }

  private int ownCode(ZipkinSpan span) {
    if (!tags.has(KnownTag.STATUS_CODE)) {
      return NO_CODE;
    }
    long number = number(KnownTag.STATUS_CODE);
    if (number >= StatusNames.UNSET && number <= StatusNames.ERROR) {
      return (int) number;
    }
    long name = tags.stringOf(KnownTag.STATUS_CODE);
    int code = name == Text.NONE ? StatusNames.UNKNOWN : StatusNames.code(text, name);
    span.hasBadValue |= code == StatusNames.UNKNOWN;
    return code == StatusNames.UNKNOWN ? NO_CODE : code;
  }

  /**
   * The status that HTTP's says.
   *
   * @param otherMessage the description beside a code that is none; kept if HTTP has no other
   */
  private void httpStatus(long otherMessage) {
    int old = tags.has(KnownTag.HTTP_STATUS_CODE) ? tags.find(KnownTag.HTTP_STATUS_CODE) : -1;
    int now =
        tags.has(KnownTag.HTTP_RESPONSE_STATUS_CODE)
            ? tags.find(KnownTag.HTTP_RESPONSE_STATUS_CODE)
            : -1;
    int code = StatusNames.UNSET;
    long message = Text.EMPTY;
    if (old >= 0 || now >= 0) {
      long number =
          number(old > now ? KnownTag.HTTP_STATUS_CODE : KnownTag.HTTP_RESPONSE_STATUS_CODE);
      if (number != Long.MIN_VALUE) {
        code = number >= 100 && number < 400 ? StatusNames.UNSET : StatusNames.ERROR;
        message = tags.stringOf(KnownTag.HTTP_STATUS_MESSAGE);
      }
    }
    status(code, Text.length(message) > 0 ? message : otherMessage);
  }

  /** A number of 32 bits, in a string or not; {@link Long#MIN_VALUE} if it is none. */
  private long number(int kind) {
    int tag = tags.find(kind);
    long value = tags.value(tag);
    if (tags.type(tag) == TagTable.STRING) {
      byte[] b = text.array(value);
      int start = Text.offset(value);
      int end = start + Text.length(value);
      boolean signed = start < end && (b[start] == '-' || b[start] == '+');
      int digits = signed ? start + 1 : start;
      if (digits == end || Ascii.digits(b, digits, end) != end || !Ascii.fitsLong(b, start, end)) {
        return Long.MIN_VALUE;
      }
      value = Ascii.parseLong(b, start, end);
    } else if (tags.type(tag) != TagTable.INT) {
      return Long.MIN_VALUE;
    }
    return value == (int) value ? value : Long.MIN_VALUE;
  }

  private void attributes(boolean isAbsent, boolean parses) {
    long consumed = STATUS_TAGS | (isError ? 1L << KnownTag.ERROR : 0);
    if (isAbsent) {
      consumed |= 1L << KnownTag.START_TIME_ABSENT;
      out.attributes.bool(
          OtlpField.SPAN_ATTRIBUTES, KnownTag.key(KnownTag.START_TIME_ABSENT), true);
    }
    for (int i = 0; i < tags.size(); i++) {
      int kind = tags.kind(i);
      if (kind < Long.SIZE && (consumed >>> kind & 1) != 0) {
        continue;
      }
      if (parses) {
        TagParser.parse(tags, i, text);
      }
      if (kind != KnownTag.HTTP_STATUS_CODE || conventions.httpStatusCode == kind) {
        out.attributes.entry(OtlpField.SPAN_ATTRIBUTES, tags, i);
      } else if (!tags.has(conventions.httpStatusCode)) {
        out.attributes.entry(
            OtlpField.SPAN_ATTRIBUTES, KnownTag.key(conventions.httpStatusCode), tags, i);
      }
    }
    out.number(OtlpField.SPAN_DROPPED_ATTRIBUTES_COUNT, tags.dropped());
  }

  private void events(ZipkinSpan span) {
    for (int i = 0; i < span.annotations(); i++) {
      out.span.begin(OtlpField.SPAN_EVENTS);
      out.nanos(OtlpField.EVENT_TIME, SpanOutput.nanos(span.annotationTime(i)));
      out.string(OtlpField.EVENT_NAME, span.annotationValue(i));
      out.span.end();
    }
    out.number(OtlpField.SPAN_DROPPED_EVENTS_COUNT, span.droppedAnnotations());
  }
}
