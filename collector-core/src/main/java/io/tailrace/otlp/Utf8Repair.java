// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import java.io.ByteArrayOutputStream;

/**
 * Makes every string of a batch valid UTF-8. Proto3 asks for it, some senders do not care, and a
 * strict backend refuses the whole batch for one bad string.
 *
 * <p>A valid batch is only read. In an invalid one, U+FFFD takes the place of every invalid
 * sequence and the lengths around it are written anew; all other bytes, unknown fields included,
 * stay as they are.
 */
public final class Utf8Repair {

  /** The first byte of the tag of {@code Span.flags}, a fixed32; the second is 1. */
  private static final byte FLAGS_TAG = (byte) OtlpField.SPAN_FLAGS;

  private final byte[] bytes;
  private final ProtoWalker walker = new ProtoWalker();
  private int repairedSpans;

  private Utf8Repair(byte[] bytes, int origin) {
    this.bytes = bytes;
    walker.reset(bytes, origin);
  }

  /**
   * What a repair gave.
   *
   * @param batch a batch without invalid strings; the one that was given, if it had none
   * @param spans how many spans had an invalid string in them, their scope or their resource
   */
  public record Result(SpanBatch batch, int spans) {}

  /** Repairs a batch. */
  public static Result repair(SpanBatch batch) {
    int start = batch.offset();
    int end = start + batch.length();
    var repair = new Utf8Repair(batch.bytes(), start);
    try {
      if (repair.isValid(OtlpStrings.REQUEST, start, end)) {
        return new Result(batch, 0);
      }
      var out = new ByteArrayOutputStream(batch.length() + 64);
      repair.rewrite(OtlpStrings.REQUEST, start, end, false, out);
      return new Result(
          SpanBatch.owned(out.toByteArray(), batch.spanCount()), repair.repairedSpans);
    } catch (MalformedOtlpException e) {
      throw new IllegalStateException("a batch with malformed bytes: " + e.getMessage(), e);
    }
  }

  /** Whether all strings of a message are valid. Allocates nothing. */
  private boolean isValid(int kind, int start, int end) throws MalformedOtlpException {
    int p = start;
    while (p < end) {
      if (kind == OtlpStrings.SPAN) {
        p = behindPlainFields(p, end);
        if (p == end) {
          break;
        }
      }
      long tagged = walker.varint32(p, end);
      int tag = ProtoWalker.value(tagged);
      p = ProtoWalker.position(tagged);
      int what = OtlpStrings.of(kind, tag);
      if (what == OtlpStrings.OTHER) {
        p = walker.skip(tag, p, end, 0);
        continue;
      }
      long sized = walker.length(p, end);
      int body = ProtoWalker.position(sized);
      p = body + ProtoWalker.value(sized);
      if (what == OtlpStrings.STRING ? !Utf8.isValid(bytes, body, p) : !isValid(what, body, p)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Passes over the fields of a span that have no string, and attributes that are seen at once to
   * be valid: nearly all that there is, with a few comparisons each.
   *
   * @return where the first field starts that has to be looked into, or {@code end}
   */
  private int behindPlainFields(int start, int end) {
    int p = start;
    while (end - p >= 2) {
      int next = behindPlainField(p, end);
      if (next == p || next > end) {
        return p;
      }
      p = next;
    }
    return p;
  }

  private int behindPlainField(int p, int end) {
    switch (bytes[p]) {
      case OtlpField.SPAN_START_TIME, OtlpField.SPAN_END_TIME -> {
        return p + 9;
      }
      case FLAGS_TAG -> {
        return bytes[p + 1] == 1 ? p + 6 : p;
      }
      default -> {}
    }
    int length = bytes[p + 1]; // or all of a small number
    int body = p + 2;
    if (length < 0 || length > end - body) {
      return p;
    }
    return switch (bytes[p]) {
      case OtlpField.SPAN_TRACE_ID, OtlpField.SPAN_SPAN_ID, OtlpField.SPAN_PARENT_SPAN_ID ->
          body + length;
      case OtlpField.SPAN_KIND -> body;
      case OtlpField.SPAN_NAME, OtlpField.SPAN_TRACE_STATE ->
          Utf8.isAscii(bytes, body, body + length) ? body + length : p;
      case OtlpField.SPAN_ATTRIBUTES -> isPlainAttribute(body, body + length) ? body + length : p;
      case OtlpField.SPAN_STATUS ->
          length == 2 && bytes[body] == OtlpField.STATUS_CODE && bytes[body + 1] >= 0
              ? body + length
              : p;
      default -> p;
    };
  }

  /** Whether an attribute is ASCII as a whole, or its key is and its value is no string. */
  private boolean isPlainAttribute(int start, int end) {
    if (Utf8.isAscii(bytes, start, end)) {
      return true;
    }
    if (!ProtoWalker.isPlainKeyValue(bytes, start, end)) {
      return false;
    }
    int value = start + 2 + bytes[start + 1];
    return bytes[value + 1] >= 0
        && bytes[value + 2] != OtlpField.ANY_STRING
        && Utf8.isAscii(bytes, start, value);
  }

  /**
   * Writes a message with valid strings.
   *
   * @param contextIsRepaired whether something that the spans below belong to had to be repaired
   */
  private void rewrite(
      int kind, int start, int end, boolean contextIsRepaired, ByteArrayOutputStream out)
      throws MalformedOtlpException {
    boolean repaired = contextIsRepaired || hasInvalidContext(kind, start, end);
    int p = start;
    while (p < end) {
      int field = p;
      long tagged = walker.varint32(p, end);
      int tag = ProtoWalker.value(tagged);
      int value = ProtoWalker.position(tagged);
      p = walker.skip(tag, value, end, 0);
      int what = OtlpStrings.of(kind, tag);
      int body = what == OtlpStrings.OTHER ? p : ProtoWalker.position(walker.length(value, end));
      boolean valid = isFieldValid(what, body, p);
      if (what == OtlpStrings.SPAN && (repaired || !valid)) {
        repairedSpans++;
      }
      if (valid && !(repaired && holdsSpans(what))) {
        out.write(bytes, field, p - field);
        continue;
      }
      out.write(bytes, field, value - field);
      writeLengthDelimited(what, body, p, repaired, out);
    }
  }

  private void writeLengthDelimited(
      int what, int start, int end, boolean repaired, ByteArrayOutputStream out)
      throws MalformedOtlpException {
    byte[] content;
    if (what == OtlpStrings.STRING) {
      content = Utf8.repaired(bytes, start, end);
    } else {
      var inner = new ByteArrayOutputStream(end - start + 16);
      rewrite(what, start, end, repaired, inner);
      content = inner.toByteArray();
    }
    int left = content.length;
    while (left > 0x7F) {
      out.write(left | 0x80);
      left >>>= 7;
    }
    out.write(left);
    out.write(content, 0, content.length);
  }

  private boolean isFieldValid(int what, int body, int end) throws MalformedOtlpException {
    return switch (what) {
      case OtlpStrings.OTHER -> true;
      case OtlpStrings.STRING -> Utf8.isValid(bytes, body, end);
      default -> isValid(what, body, end);
    };
  }

  /** Whether a message that holds spans has an invalid string outside of them. */
  private boolean hasInvalidContext(int kind, int start, int end) throws MalformedOtlpException {
    if (!holdsSpans(kind)) {
      return false;
    }
    int p = start;
    while (p < end) {
      long tagged = walker.varint32(p, end);
      int tag = ProtoWalker.value(tagged);
      int value = ProtoWalker.position(tagged);
      p = walker.skip(tag, value, end, 0);
      int what = OtlpStrings.of(kind, tag);
      boolean isContext =
          what != OtlpStrings.OTHER && what != OtlpStrings.SPAN && !holdsSpans(what);
      if (isContext && !isFieldValid(what, ProtoWalker.position(walker.length(value, end)), p)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holdsSpans(int kind) {
    return kind == OtlpStrings.RESOURCE_SPANS || kind == OtlpStrings.SCOPE_SPANS;
  }
}
