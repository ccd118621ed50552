// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.receiver.intake.NoRoomException;
import io.tailrace.receiver.intake.Reservation;
import io.tailrace.receiver.thrift.MalformedThriftException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Translates one batch at a time to OTLP. Used again for every request, so that nothing is
 * allocated per span; belongs to one thread.
 */
final class Translation {

  private static final Rejection[] REASONS = Rejection.values();

  final JaegerSpan span = new JaegerSpan();
  final JaegerProcess process = new JaegerProcess();
  final OtlpOutput output = new OtlpOutput();

  private final ProtoBatch proto = new ProtoBatch(this);
  private final ThriftBatch thrift = new ThriftBatch(this);
  private final int[] rejected = new int[REASONS.length];
  private @Nullable String firstRejection;
  private @Nullable Reservation reservation;

  /**
   * Translates a {@code PostSpansRequest} of {@code jaeger.api_v2}; the spans that could be are
   * then in {@link #output}.
   *
   * @throws MalformedOtlpException if it cannot be read
   * @throws NoRoomException if the reservation cannot cover it
   */
  void proto(byte[] bytes, int length, Reservation covered) throws MalformedOtlpException {
    begin(true, length, covered);
    proto.translate(bytes, length);
  }

  /**
   * Translates a {@code Batch} in TBinaryProtocol.
   *
   * @throws MalformedThriftException if it cannot be read
   * @throws NoRoomException if the reservation cannot cover it
   */
  void thriftBatch(byte[] bytes, int length, Reservation covered) throws MalformedThriftException {
    begin(false, length, covered);
    thrift.translateBatch(bytes, length);
  }

  /**
   * Translates the call {@code Agent.emitBatch}, in TBinaryProtocol or TCompactProtocol.
   *
   * @return whether it is that call; another one is not read any further
   * @throws MalformedThriftException if it cannot be read
   * @throws NoRoomException if the reservation cannot cover it
   */
  boolean thriftCall(byte[] bytes, int length, Reservation covered)
      throws MalformedThriftException {
    begin(false, length, covered);
    return thrift.translateCall(bytes, length);
  }

  private void begin(boolean isProto, int length, Reservation covered) {
    covered.open(length, OtlpOutput.expectedReservation(length));
    reservation = covered;
    output.reset(isProto);
    Arrays.fill(rejected, 0);
    firstRejection = null;
  }

  /** Writes {@link #span}, the {@code number}-th of the batch, if it is one. */
  void deliver(int number) {
    if (span.isBlank) {
      return;
    }
    if (span.isTooLarge()) {
      reject(Rejection.TOO_LARGE, number, "more than " + Tags.MAX + " tags, references or logs");
    } else if (!span.hasWholeIds) {
      reject(Rejection.INVALID_ID, number, "an ID is too short (expected: 16 and 8 bytes)");
    } else if ((span.traceIdHigh | span.traceIdLow) == 0 || span.spanId == 0) {
      reject(
          Rejection.INVALID_ID,
          number,
          (span.spanId == 0 ? "span" : "trace") + " ID zero or missing (expected: another one)");
    } else {
      output.span(span, process);
      if (reservation != null) {
        reservation.cover(output.reservation());
      }
    }
  }

  /** Leaves the {@code number}-th span of the batch out. */
  void reject(Rejection reason, int number, String what) {
    rejected[reason.ordinal()]++;
    if (firstRejection == null) {
      firstRejection = "span " + number + ": " + what;
    }
  }

  /** Spans from now on belong to another process. */
  void endProcess() {
    output.endResource();
  }

  /** How many spans were left out for a reason. */
  int rejected(Rejection reason) {
    return rejected[reason.ordinal()];
  }

  /** The first span that was left out, and why; null if none was. */
  @Nullable String firstRejection() {
    return firstRejection;
  }
}
