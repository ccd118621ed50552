// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.ProtoWriter;
import java.util.Arrays;

/**
 * The {@code ExportTraceServiceRequest} that a batch becomes, written span by span. Spans of one
 * process in a row are one resource, spans of one scope in a row are one scope. Used again for
 * every request; belongs to one thread.
 */
final class OtlpOutput {

  private static final int CAPACITY = 128 << 10;

  /** What a small request may need beside its bytes. */
  private static final long SLACK = 64 << 10;

  private final ProtoWriter out = new ProtoWriter(CAPACITY);
  private final AttributeWriter attributes = new AttributeWriter(out);
  private final SpanWriter spanWriter = new SpanWriter(out, attributes);
  private final ResourceWriter resourceWriter = new ResourceWriter(out, attributes);

  private boolean isProto;
  private boolean resourceIsOpen;
  private boolean scopeIsOpen;
  private boolean resourceIsRepaired;
  private boolean scopeIsRepaired;

  /** Where the name and version of the open scope are; 0 if there is none. */
  private long scopeName;

  private long scopeVersion;

  private int spans;
  private int repairedSpans;
  private int spansWithoutTime;

  /**
   * Begins a request.
   *
   * @param proto whether the rules are those of gRPC: Thrift knows less
   */
  void reset(boolean proto) {
    out.reset();
    isProto = proto;
    resourceIsOpen = false;
    scopeIsOpen = false;
    spans = 0;
    repairedSpans = 0;
    spansWithoutTime = 0;
    attributes.takeRepaired();
  }

  /** What nearly every request of this length needs, in bytes. */
  static long expectedReservation(int length) {
    return 3L * length + SLACK;
  }

  /** What the translation takes so far, with the copy of it that will be handed on. */
  long reservation() {
    return 2L * (out.length() + SLACK / 4);
  }

  /** Spans from now on belong to another process. */
  void endResource() {
    endScope();
    if (resourceIsOpen) {
      out.end();
      resourceIsOpen = false;
    }
  }

  private void endScope() {
    if (scopeIsOpen) {
      out.end();
      scopeIsOpen = false;
    }
  }

  /** Writes a span of a process; its tags are used up. */
  void span(JaegerSpan span, JaegerProcess process) {
    if (!resourceIsOpen) {
      out.begin(OtlpField.REQUEST_RESOURCE_SPANS);
      resourceWriter.write(process, isProto);
      resourceIsOpen = true;
      resourceIsRepaired = attributes.takeRepaired();
    }
    scope(span.tags);
    spanWriter.write(span, isProto);
    spans++;
    spansWithoutTime += span.impossibleTimes > 0 ? 1 : 0;
    if (attributes.takeRepaired() || scopeIsRepaired || resourceIsRepaired) {
      repairedSpans++;
    }
  }

  /** Opens the scope that the tags name. The collector looks for it on gRPC only. */
  private void scope(Tags tags) {
    long name = 0;
    long version = 0;
    int named = isProto ? tags.takeFirst(KnownKey.SCOPE_NAME) : -1;
    if (named >= 0) {
      name = text(tags, named);
      version = text(tags, tags.takeFirst(KnownKey.SCOPE_VERSION));
    }
    byte[] bytes = tags.bytes();
    if (scopeIsOpen && isSame(bytes, name, scopeName) && isSame(bytes, version, scopeVersion)) {
      return;
    }
    endScope();
    out.begin(OtlpField.RESOURCE_SPANS_SCOPE_SPANS);
    if (start(name) != end(name) || start(version) != end(version)) {
      out.begin(OtlpField.SCOPE_SPANS_SCOPE);
      attributes.string(OtlpField.SCOPE_NAME, bytes, start(name), end(name));
      attributes.string(OtlpField.SCOPE_VERSION, bytes, start(version), end(version));
      out.end();
    }
    scopeIsOpen = true;
    scopeName = name;
    scopeVersion = version;
    scopeIsRepaired = attributes.takeRepaired();
  }

  private static long text(Tags tags, int tag) {
    return tag >= 0 && tags.type(tag) == Tags.STRING ? tags.value(tag) : 0;
  }

  private static int start(long range) {
    return (int) (range >>> 32);
  }

  private static int end(long range) {
    return (int) range;
  }

  private static boolean isSame(byte[] b, long one, long other) {
    return Arrays.equals(b, start(one), end(one), b, start(other), end(other));
  }

  /** The spans that were written. */
  int spans() {
    return spans;
  }

  /** Spans in which invalid UTF-8 was replaced, in their scope or their resource. */
  int repairedSpans() {
    return repairedSpans;
  }

  /** Spans of which a time or duration could not be, and was left out. */
  int spansWithoutTime() {
    return spansWithoutTime;
  }

  /** The bytes of the whole request, once the last resource has ended. */
  int length() {
    return out.length();
  }

  /** Puts the whole request into {@code target[0, length())}. */
  void copyTo(byte[] target) {
    out.copyTo(target);
  }
}
