// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.otlp.MalformedOtlpException;
import java.util.Arrays;

/**
 * Translates a {@code PostSpansRequest}: its spans in their order, then those that have a process
 * of their own, ordered by process. A span that cannot be read costs itself only: its length says
 * where the next one begins. Belongs to one thread.
 */
final class ProtoBatch {

  private static final int REQUEST_BATCH = 0x0A;
  private static final int BATCH_SPANS = 0x0A;
  private static final int BATCH_PROCESS = 0x12;

  private final Translation to;
  private final ProtoReader in = new ProtoReader();
  private final ProtoModel model = new ProtoModel(in);

  /** Where spans with a process of their own are; the upper half is a hash of that process. */
  private long[] ownProcess = new long[16];

  private int[] spanStart = new int[16];
  private int[] spanEnd = new int[16];
  private int[] spanNumber = new int[16];
  private int set;

  private int processStart;
  private int processEnd;

  ProtoBatch(Translation to) {
    this.to = to;
  }

  /** Translates the request {@code bytes[0, length)}. */
  void translate(byte[] bytes, int length) throws MalformedOtlpException {
    in.reset(bytes, 0);
    int batches = 0;
    int start = 0;
    int end = 0;
    while (in.position < length) {
      int tag = in.tag(length);
      if (tag == REQUEST_BATCH) {
        batches++;
        end = in.bodyEnd(length);
        start = in.position;
        in.position = end;
      } else {
        in.skip(tag, length);
      }
    }
    if (batches > 1) {
      byte[] merged = merged(bytes, 0, length, REQUEST_BATCH);
      in.reset(merged, 0);
      batch(0, merged.length);
    } else {
      batch(start, end);
    }
  }

  /** The bodies of all fields of one tag: one after the other, they are one message. */
  private byte[] merged(byte[] bytes, int start, int end, int wanted)
      throws MalformedOtlpException {
    byte[] merged = new byte[end - start];
    int size = 0;
    in.position = start;
    while (in.position < end) {
      int tag = in.tag(end);
      if (tag == wanted) {
        int bodyEnd = in.bodyEnd(end);
        System.arraycopy(bytes, in.position, merged, size, bodyEnd - in.position);
        size += bodyEnd - in.position;
        in.position = bodyEnd;
      } else {
        in.skip(tag, end);
      }
    }
    return Arrays.copyOf(merged, size);
  }

  private void batch(int start, int end) throws MalformedOtlpException {
    byte[] bytes = in.bytes();
    set = 0;
    findProcess(start, end);
    in.position = start;
    int number = 0;
    while (in.position < end) {
      int tag = in.tag(end);
      if (tag == BATCH_SPANS) {
        int spanEnd = in.bodyEnd(end);
        span(in.position, spanEnd, number++);
        in.position = spanEnd;
      } else {
        in.skip(tag, end);
      }
    }
    to.endProcess();
    spansWithTheirOwnProcess(bytes);
  }

  private void findProcess(int start, int end) throws MalformedOtlpException {
    byte[] bytes = in.bytes();
    int processes = 0;
    processStart = 0;
    processEnd = 0;
    in.position = start;
    while (in.position < end) {
      int tag = in.tag(end);
      if (tag == BATCH_PROCESS) {
        processes++;
        processEnd = in.bodyEnd(end);
        processStart = in.position;
        in.position = processEnd;
      } else {
        in.skip(tag, end);
      }
    }
    to.process.reset(bytes);
    if (processes == 1) {
      in.position = processStart;
      model.process(to.process, processEnd);
    } else if (processes > 1) {
      byte[] merged = merged(bytes, start, end, BATCH_PROCESS);
      var reader = new ProtoReader();
      reader.reset(merged, 0);
      to.process.reset(merged);
      new ProtoModel(reader).process(to.process, merged.length);
    }
  }

  private void span(int start, int end, int number) {
    in.position = start;
    to.span.reset(in.bytes());
    try {
      model.span(to.span, end);
    } catch (MalformedOtlpException e) {
      to.reject(Rejection.MALFORMED, number, String.valueOf(e.getMessage()));
      return;
    }
    if (to.span.processStart >= 0 && !isProcessOfBatch(to.span)) {
      setAside(start, end, number);
    } else {
      to.deliver(number);
    }
  }

  private boolean isProcessOfBatch(JaegerSpan span) {
    return processEnd > processStart
        && Arrays.equals(
            in.bytes(), span.processStart, span.processEnd, in.bytes(), processStart, processEnd);
  }

  private void setAside(int start, int end, int number) {
    if (set == ownProcess.length) {
      ownProcess = Arrays.copyOf(ownProcess, set * 2);
      spanStart = Arrays.copyOf(spanStart, set * 2);
      spanEnd = Arrays.copyOf(spanEnd, set * 2);
      spanNumber = Arrays.copyOf(spanNumber, set * 2);
    }
    int hash = 1;
    for (int i = to.span.processStart; i < to.span.processEnd; i++) {
      hash = hash * 31 + in.bytes()[i];
    }
    ownProcess[set] = (long) hash << 32 | set;
    spanStart[set] = start;
    spanNumber[set] = number;
    spanEnd[set++] = end;
  }

  private void spansWithTheirOwnProcess(byte[] bytes) {
    Arrays.sort(ownProcess, 0, set);
    int start = 0;
    int end = 0;
    boolean known = false;
    for (int i = 0; i < set; i++) {
      int aside = (int) ownProcess[i];
      int number = spanNumber[aside];
      in.position = spanStart[aside];
      to.span.reset(bytes);
      try {
        model.span(to.span, spanEnd[aside]);
        int ownStart = to.span.processStart;
        int ownEnd = to.span.processEnd;
        if (!known || !Arrays.equals(bytes, ownStart, ownEnd, bytes, start, end)) {
          known = false;
          to.endProcess();
          to.process.reset(bytes);
          in.position = ownStart;
          start = ownStart;
          end = ownEnd;
          model.process(to.process, ownEnd);
          known = true;
        }
      } catch (MalformedOtlpException e) {
        to.reject(Rejection.MALFORMED, number, String.valueOf(e.getMessage()));
        continue;
      }
      to.deliver(number);
    }
    to.endProcess();
  }
}
