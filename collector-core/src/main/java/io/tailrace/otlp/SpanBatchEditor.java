// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Changes single fields of some spans of a batch and leaves every other byte as it is. For the rare
 * cases in which spans must change; allocates per changed span.
 */
public final class SpanBatchEditor {

  private static final int WIRE_LENGTH = 2;

  private final SpanIndex index;
  private final Map<Integer, byte[]> changed = new HashMap<>();

  /** Makes an editor of the spans of an index. */
  public SpanBatchEditor(SpanIndex index) {
    this.index = index;
  }

  /**
   * The last value of a string field of a span, as Protocol Buffers reads repeated singular fields;
   * empty if there is none.
   *
   * @param tag a tag of {@link OtlpField} with wire type 2
   */
  public static String lastString(SpanIndex index, int span, int tag) {
    String[] found = {""};
    forEachField(
        index,
        span,
        (fieldTag, start, body, end) -> {
          if (fieldTag == tag) {
            found[0] = new String(index.bytes(), body, end - body, StandardCharsets.UTF_8);
          }
        });
    return found[0];
  }

  /**
   * Replaces every occurrence of a field by one with this value, at the end of the span.
   *
   * @param tag a one-byte tag of {@link OtlpField} with wire type 2
   */
  public void replaceBytes(int span, int tag, byte[] value) {
    byte[] made = new byte[index.spanLength(span) + 11 + value.length];
    int[] length = {0};
    forEachField(
        index,
        span,
        (fieldTag, start, body, end) -> {
          if (fieldTag != tag) {
            System.arraycopy(index.bytes(), start, made, length[0], end - start);
            length[0] += end - start;
          }
        });
    var out = new OtlpWriter(made);
    out.skip(length[0]);
    out.frame(tag, value.length);
    out.raw(value, 0, value.length);
    changed.put(span, frame(made, out.position()));
  }

  private static byte[] frame(byte[] body, int length) {
    byte[] framed = new byte[Math.toIntExact(OtlpWriter.framedSize(length))];
    var out = new OtlpWriter(framed);
    out.frame(OtlpField.SCOPE_SPANS_SPAN, length);
    out.raw(body, 0, length);
    return framed;
  }

  /** The batch with the changes; an owned batch with the same spans in the same order. */
  public SpanBatch write() {
    return SpanBatchWriter.write(index, changed);
  }

  /** Called with the tag, where the field starts, where its body starts, and where it ends. */
  @FunctionalInterface
  private interface FieldVisitor {
    void visit(int tag, int start, int body, int end);
  }

  private static void forEachField(SpanIndex index, int span, FieldVisitor visitor) {
    var walker = new ProtoWalker();
    walker.reset(index.bytes(), index.offset());
    int end = index.spanOffset(span) + index.spanLength(span);
    try {
      long framed = walker.length(index.spanOffset(span) + 1, end);
      int p = ProtoWalker.position(framed);
      while (p < end) {
        int start = p;
        long tagged = walker.varint32(p, end);
        int tag = ProtoWalker.value(tagged);
        p = walker.skip(tag, ProtoWalker.position(tagged), end, ProtoWalker.SPAN_DEPTH);
        int body = start;
        if ((tag & 7) == WIRE_LENGTH) {
          body = ProtoWalker.position(walker.length(ProtoWalker.position(tagged), end));
        }
        visitor.visit(tag, start, body, p);
      }
    } catch (MalformedOtlpException e) {
      throw new IllegalStateException("an indexed span with malformed bytes", e);
    }
  }
}
