// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.SpanIndex;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Lets one decoder read damaged messages and judges each: nothing is thrown, no more is allocated
 * than {@link #allowedBytes}, nothing stays reserved, and what was taken is OTLP of which the
 * scanner rejects nothing and which, looked at now and then, protobuf's own parser takes. Belongs
 * to one thread.
 */
public final class Fuzzer {

  /** Messages before allocation is judged: classes are loaded and tables grow. */
  static final int WARM_UP = 2_000;

  /** Every so many accepted messages are parsed by protobuf's own runtime. */
  private static final int PARSE_EVERY = 64;

  /** Ratios of allocation are of messages that are not tiny. */
  private static final int RATIO_FROM_BYTES = 64;

  private static final int SLACK = 37;
  private static final int SHOWN_BYTES = 4096;
  private static final long FIXED_BYTES = 256 << 10;
  private static final long BYTES_PER_BYTE = 64;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Decoder decoder;
  private final Mutator mutator;
  private final SpanIndex index = new SpanIndex();
  private final Map<String, Failure> failures = new LinkedHashMap<>();
  private long accepted;
  private long withSpans;
  private long rejected;
  private long highestBytes;
  private double highestRatio;

  /**
   * A message that was not dealt with as it should be.
   *
   * @param number its number; with the seed it is made again
   * @param what what happened
   * @param length of the message, in bytes
   * @param hex the first 4 KiB of it
   * @param count how many messages failed alike
   */
  public record Failure(long number, String what, int length, String hex, long count) {

    private Failure again() {
      return new Failure(number, what, length, hex, count + 1);
    }
  }

  /**
   * What came of a run.
   *
   * @param messages how many were decoded
   * @param accepted of these, how many could be read
   * @param withSpans of these, how many held spans
   * @param rejected how many were refused
   * @param highestBytes the most that was allocated for one message
   * @param highestRatio the most per byte of a message of 64 bytes or more
   * @param failures the first message of each kind of failure
   */
  public record Result(
      long messages,
      long accepted,
      long withSpans,
      long rejected,
      long highestBytes,
      double highestRatio,
      List<Failure> failures) {}

  Fuzzer(Decoder decoder, Mutator mutator) {
    this.decoder = decoder;
    this.mutator = mutator;
  }

  /**
   * Fuzzes a target.
   *
   * @param messages how many messages, beside those to warm up
   * @param hangLimit how long one message may take
   * @param onHang is told, on another thread, the number of a message that takes longer
   */
  public static Result run(
      Target target, long seed, long messages, Duration hangLimit, LongConsumer onHang) {
    var fuzzer = new Fuzzer(target.decoder(), new Mutator(target.corpus(), seed));
    try (var watchdog = new Watchdog(hangLimit, onHang)) {
      return fuzzer.run(messages, watchdog);
    }
  }

  /** One message of a run, again. */
  public static byte[] message(Target target, long seed, long number) {
    return new Mutator(target.corpus(), seed).message(number);
  }

  /** The first bytes of a message. */
  public static String hex(byte[] message) {
    String hex = HexFormat.of().formatHex(message, 0, Math.min(message.length, SHOWN_BYTES));
    return message.length > SHOWN_BYTES ? hex + "..." : hex;
  }

  /** The most that may be allocated for a message of a length, in bytes. */
  public static long allowedBytes(int length) {
    return FIXED_BYTES + BYTES_PER_BYTE * length;
  }

  Result run(long messages, Watchdog watchdog) {
    for (long n = 0; n < WARM_UP + messages; n++) {
      byte[] message = mutator.message(n);
      watchdog.begin(n);
      one(n, message);
    }
    watchdog.idle();
    return new Result(
        WARM_UP + messages,
        accepted,
        withSpans,
        rejected,
        highestBytes,
        highestRatio,
        List.copyOf(failures.values()));
  }

  private void one(long n, byte[] message) {
    // every other message stands in a longer array, as in a receiver
    byte[] lent = n % 2 == 0 ? message : Arrays.copyOf(message, message.length + SLACK);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      boolean isAccepted = decoder.decode(lent, message.length);
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      if (n >= WARM_UP) {
        judgeAllocation(n, message, allocated);
      }
      if (isAccepted) {
        judgeOutput(n, message);
      } else {
        rejected++;
      }
      if (decoder.heldBytes() != 0) {
        fail(n, message, decoder.heldBytes() + " bytes stay reserved");
      }
    } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError e) {
      StackTraceElement[] trace = e.getStackTrace();
      fail(n, message, e.getClass().getName() + (trace.length > 0 ? " at " + trace[0] : ""));
    }
  }

  private void judgeAllocation(long n, byte[] message, long allocated) {
    highestBytes = Math.max(highestBytes, allocated);
    if (message.length >= RATIO_FROM_BYTES) {
      highestRatio = Math.max(highestRatio, (double) allocated / message.length);
    }
    if (allocated > allowedBytes(message.length)) {
      fail(n, message, "more is allocated than allowed");
    }
  }

  private void judgeOutput(long n, byte[] message)
      throws MalformedOtlpException, InvalidProtocolBufferException {
    accepted++;
    int length = decoder.outputLength();
    int spans = decoder.spans();
    if (spans == 0) {
      return;
    }
    withSpans++;
    OtlpScanner.scan(decoder.output(), 0, length, index);
    if (index.rejectedSpans() != 0 || index.spanCount() != spans) {
      fail(n, message, "spans that the scanner does not take");
    }
    if (withSpans % PARSE_EVERY == 0) {
      int parsed =
          ExportTraceServiceRequest.parseFrom(ByteString.copyFrom(decoder.output(), 0, length))
              .getResourceSpansList()
              .stream()
              .flatMap(resource -> resource.getScopeSpansList().stream())
              .mapToInt(scope -> scope.getSpansCount())
              .sum();
      if (parsed != spans) {
        fail(n, message, "protobuf's runtime reads another number of spans");
      }
    }
  }

  private void fail(long n, byte[] message, String what) {
    var failure = new Failure(n, what, message.length, hex(message), 1);
    failures.merge(what, failure, (first, _) -> first.again());
  }
}
