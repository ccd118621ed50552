// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.component.ComponentContext;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.RpcCode;
import io.tailrace.net.RpcStatus;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.pipeline.Consumer;
import io.tailrace.receiver.intake.NoRoomException;
import io.tailrace.receiver.intake.Outcome;
import io.tailrace.receiver.intake.ReceiverMetrics;
import io.tailrace.receiver.intake.Reservation;
import io.tailrace.receiver.intake.SpanIntake;
import io.tailrace.receiver.thrift.MalformedThriftException;

/**
 * Translates the batches of one transport and hands them to the pipeline. Thread-safe: every thread
 * has tables of its own that it uses again.
 */
final class JaegerIntake {

  /** What a translation beyond this has grown is not kept for the next one. */
  private static final int KEPT_BYTES = 8 << 20;

  private static final String INVALID_UTF8 = "invalid_utf8";
  private static final String INVALID_VALUE = "invalid_value";

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private final SpanIntake intake;
  private final ReceiverMetrics metrics;
  private final MemoryBudget memory;

  /**
   * Makes the intake of one transport.
   *
   * @param transport the collector's word for it, such as {@code collector_http}
   */
  JaegerIntake(ComponentContext context, Consumer next, String transport) {
    metrics = new ReceiverMetrics(context.metrics(), context.id(), transport);
    intake = new SpanIntake(context, next, metrics);
    memory = context.memory();
    metrics.repairedSpans(INVALID_UTF8, 0);
    metrics.repairedSpans(INVALID_VALUE, 0);
  }

  ReceiverMetrics metrics() {
    return metrics;
  }

  /** What a thread uses again. */
  private static final class Scratch {
    final Translation translation = new Translation();
    byte[] request = new byte[64 << 10];
  }

  private interface Translator {
    boolean translate(Translation translation, Reservation reservation)
        throws MalformedOtlpException, MalformedThriftException;
  }

  /** Takes the {@code PostSpansRequest} {@code bytes[0, length)}. */
  Outcome takeProto(byte[] bytes, int length) {
    return take(
        (translation, reservation) -> {
          translation.proto(bytes, length, reservation);
          return true;
        },
        false);
  }

  /** Takes the {@code Batch} in TBinaryProtocol {@code bytes[0, length)}. */
  Outcome takeThriftBatch(byte[] bytes, int length) {
    return take(
        (translation, reservation) -> {
          translation.thriftBatch(bytes, length, reservation);
          return true;
        },
        false);
  }

  /** Takes the call {@code emitBatch} {@code bytes[0, length)}; what is refused is lost. */
  void takeThriftCall(byte[] bytes, int length) {
    take((translation, reservation) -> translation.thriftCall(bytes, length, reservation), true);
  }

  /**
   * Takes what a translator translates.
   *
   * @param refusalIsLoss whether nobody can be asked to try again
   */
  private Outcome take(Translator translator, boolean refusalIsLoss) {
    Scratch scratch = SCRATCH.get();
    Translation translation = scratch.translation;
    try (var reservation = new Reservation(memory)) {
      if (!translator.translate(translation, reservation)) {
        metrics.rejectedRequest("unsupported");
        return failed("a call that is not emitBatch (expected: emitBatch)");
      }
      Outcome outcome = handOn(scratch);
      if (refusalIsLoss
          && outcome instanceof Outcome.Failed(RpcStatus status)
          && status.code() == RpcCode.RESOURCE_EXHAUSTED) {
        metrics.rejectedSpans("refused", translation.output.spans());
      }
      return outcome;
    } catch (MalformedOtlpException | MalformedThriftException e) {
      return intake.malformed(String.valueOf(e.getMessage()));
    } catch (NoRoomException e) {
      metrics.rejectedRequest(e.reason());
      return new Outcome.Failed(e.status());
    } finally {
      if (scratch.request.length > KEPT_BYTES || translation.output.reservation() > KEPT_BYTES) {
        SCRATCH.remove();
      }
    }
  }

  private Outcome handOn(Scratch scratch) {
    Translation translation = scratch.translation;
    OtlpOutput output = translation.output;
    long rejected = countRejected(translation);
    if (rejected > 0 && output.spans() == 0) {
      return failed("no span of " + rejected + " is valid; " + translation.firstRejection());
    }
    int length = output.length();
    if (length > scratch.request.length) {
      scratch.request = new byte[Math.max(length, (int) Math.min(2L * length, KEPT_BYTES))];
    }
    output.copyTo(scratch.request);
    Outcome outcome = intake.take(scratch.request, length);
    if (outcome instanceof Outcome.Accepted) {
      countRepaired(INVALID_UTF8, output.repairedSpans());
      countRepaired(INVALID_VALUE, output.spansWithoutTime());
    }
    return outcome;
  }

  private void countRepaired(String reason, int spans) {
    if (spans > 0) {
      metrics.repairedSpans(reason, spans);
    }
  }

  private long countRejected(Translation translation) {
    long all = 0;
    for (Rejection reason : Rejection.values()) {
      int count = translation.rejected(reason);
      if (count > 0) {
        metrics.rejectedSpans(reason.label(), count);
        all += count;
      }
    }
    return all;
  }

  private static Outcome failed(String message) {
    return new Outcome.Failed(RpcStatus.of(RpcCode.INVALID_ARGUMENT, message));
  }
}
