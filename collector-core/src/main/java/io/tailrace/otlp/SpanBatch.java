// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encoded spans: the bytes of an OTLP {@code ExportTraceServiceRequest}, and an index of them that
 * is made once and only if somebody asks for it.
 *
 * <p>A batch is <em>borrowed</em> or <em>owned</em>. A borrowed one lies in a buffer that its maker
 * uses again when the call returns; {@link #retain()} makes an owned copy. The bytes of an owned
 * batch never change and may be kept. The bytes are always well-formed: they were scanned at the
 * edge.
 */
public final class SpanBatch {

  private final byte[] bytes;
  private final int offset;
  private final int length;
  private final int spanCount;
  private final boolean owned;
  private @Nullable SpanIndex index;

  private SpanBatch(
      byte[] bytes,
      int offset,
      int length,
      int spanCount,
      boolean owned,
      @Nullable SpanIndex index) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    this.spanCount = spanCount;
    this.owned = owned;
    this.index = index;
  }

  /**
   * A batch over a whole array that nobody changes any more.
   *
   * @param bytes a well-formed {@code ExportTraceServiceRequest}
   * @param spanCount the number of spans in it
   */
  public static SpanBatch owned(byte[] bytes, int spanCount) {
    return new SpanBatch(bytes, 0, bytes.length, spanCount, true, null);
  }

  /** A batch over the bytes that {@code index} was made of, valid until either is used again. */
  public static SpanBatch borrowed(SpanIndex index) {
    return new SpanBatch(
        index.bytes(), index.offset(), index.length(), index.spanCount(), false, index);
  }

  /**
   * One owned batch with the spans of all. Two requests one behind the other are one legal request
   * (Protocol Buffers encoding, "last one wins" and merging of repeated fields).
   */
  public static SpanBatch concat(List<SpanBatch> batches) {
    if (batches.size() == 1) {
      return batches.getFirst().retain();
    }
    long total = 0;
    int spans = 0;
    for (SpanBatch batch : batches) {
      total += batch.length;
      spans += batch.spanCount;
    }
    byte[] all = new byte[Math.toIntExact(total)];
    int at = 0;
    for (SpanBatch batch : batches) {
      System.arraycopy(batch.bytes, batch.offset, all, at, batch.length);
      at += batch.length;
    }
    return owned(all, spans);
  }

  /** The array that holds the request at {@code [offset(), offset() + length())}. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the request starts in {@link #bytes()}. */
  public int offset() {
    return offset;
  }

  /** The length of the request in bytes. */
  public int length() {
    return length;
  }

  /** The number of spans. */
  public int spanCount() {
    return spanCount;
  }

  /** An owned batch with the same bytes: this one, if it is owned already. */
  public SpanBatch retain() {
    return owned ? this : owned(Arrays.copyOfRange(bytes, offset, offset + length), spanCount);
  }

  /**
   * The index of the spans, made now if there is none yet. It belongs to the caller's thread until
   * the call that brought the batch returns.
   */
  public SpanIndex index() {
    if (index == null) {
      var made = new SpanIndex();
      try {
        OtlpScanner.scan(bytes, offset, length, made);
      } catch (MalformedOtlpException e) {
        throw new IllegalStateException("a batch with malformed bytes: " + e.getMessage(), e);
      }
      index = made;
    }
    return index;
  }
}
