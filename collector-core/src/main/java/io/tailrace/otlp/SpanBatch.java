// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Encoded spans: the bytes of an OTLP {@code ExportTraceServiceRequest}, and an index of them that
 * is made once and only if somebody asks for it.
 *
 * <p>A batch is <em>borrowed</em> or <em>owned</em>. A borrowed one lies in a buffer that its maker
 * uses again when the call returns; {@link #retain} makes an owned copy. The bytes of an owned
 * batch do not change as long as somebody owns it. The bytes are always well-formed: they were
 * scanned at the edge.
 *
 * <p>A <em>pooled</em> batch is an owned one whose array comes from an {@link ByteArrays} and goes
 * back there when all its owners have called {@link #release}: the one who made it, and everyone
 * who called {@link #retain}. An owner that forgets it leaves the array to the garbage collector.
 * For a batch that is not pooled {@code release} does nothing.
 */
public final class SpanBatch {

  private final byte[] bytes;
  private final int offset;
  private final int length;
  private final int spanCount;
  private final boolean owned;
  private final @Nullable ByteArrays pool;
  private final AtomicInteger owners = new AtomicInteger(1);
  private @Nullable SpanIndex index;

  private SpanBatch(
      byte[] bytes,
      int offset,
      int length,
      int spanCount,
      boolean owned,
      @Nullable ByteArrays pool) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    this.spanCount = spanCount;
    this.owned = owned;
    this.pool = pool;
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

  /**
   * A batch at the beginning of an array of a pool, with the caller as its owner.
   *
   * @param bytes a well-formed {@code ExportTraceServiceRequest} of {@code length} bytes
   */
  public static SpanBatch pooled(byte[] bytes, int length, int spanCount, ByteArrays pool) {
    return new SpanBatch(bytes, 0, length, spanCount, true, pool);
  }

  /** A batch over the bytes that {@code index} was made of, valid until either is used again. */
  public static SpanBatch borrowed(SpanIndex index) {
    var batch =
        new SpanBatch(
            index.bytes(), index.offset(), index.length(), index.spanCount(), false, null);
    batch.index = index;
    return batch;
  }

  /**
   * One owned batch with the spans of all, in place of them: the caller, who owns them, owns it
   * instead. Two requests one behind the other are one legal request (Protocol Buffers encoding,
   * "last one wins" and merging of repeated fields).
   */
  public static SpanBatch concat(List<SpanBatch> batches, ByteArrays pool) {
    if (batches.size() == 1) {
      return batches.getFirst();
    }
    long total = 0;
    int spans = 0;
    for (SpanBatch batch : batches) {
      total += batch.length;
      spans += batch.spanCount;
    }
    byte[] all = pool.take(Math.toIntExact(total));
    int at = 0;
    for (SpanBatch batch : batches) {
      System.arraycopy(batch.bytes(), batch.offset, all, at, batch.length);
      at += batch.length;
    }
    batches.forEach(SpanBatch::release);
    return pooled(all, at, spans, pool);
  }

  /**
   * The array that holds the request at {@code [offset(), offset() + length())}.
   *
   * @throws IllegalStateException if nobody owns the batch any more
   */
  public byte[] bytes() {
    if (owners.get() <= 0) {
      throw new IllegalStateException("the batch has been released");
    }
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

  /** What an owner keeps in memory: the array, which may be longer than the request. */
  public int retainedBytes() {
    return pool == null ? length : bytes.length;
  }

  /**
   * An owned batch with the same bytes: this one, if it is owned already. The caller becomes an
   * owner, and should {@link #release} it.
   *
   * @param arrays where the array of a copy comes from
   */
  public SpanBatch retain(ByteArrays arrays) {
    if (owned) {
      if (owners.getAndIncrement() <= 0) {
        throw new IllegalStateException("the batch has been released");
      }
      return this;
    }
    byte[] copy = arrays.take(length);
    System.arraycopy(bytes, offset, copy, 0, length);
    return pooled(copy, length, spanCount, arrays);
  }

  /** The same, with a copy in an array of its own. */
  public SpanBatch retain() {
    return retain(ByteArrays.UNPOOLED);
  }

  /**
   * The caller owns the batch no longer, and must not use it. The last owner's call gives the array
   * back to its pool.
   *
   * @throws IllegalStateException if there are more releases than owners
   */
  public void release() {
    if (pool == null) {
      return;
    }
    int left = owners.decrementAndGet();
    if (left < 0) {
      throw new IllegalStateException("the batch has been released before");
    }
    if (left == 0) {
      pool.give(bytes);
    }
  }

  /**
   * The index of the spans, made now if there is none yet. It belongs to the caller's thread until
   * the call that brought the batch returns.
   */
  public SpanIndex index() {
    if (index == null) {
      var made = new SpanIndex();
      try {
        OtlpScanner.scan(bytes(), offset, length, made);
      } catch (MalformedOtlpException e) {
        throw new IllegalStateException("a batch with malformed bytes: " + e.getMessage(), e);
      }
      index = made;
    }
    return index;
  }
}
