// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.receiver.intake.Reservation;
import io.tailrace.receiver.thrift.MalformedThriftException;
import io.tailrace.testbed.fuzz.Decoder;

/** Jaeger's formats. In the package of what it decodes with, which is not public. */
public final class JaegerDecoder implements Decoder {

  /** What is decoded. */
  public enum Format {
    /** A {@code PostSpansRequest}. */
    PROTO,
    /** A {@code Batch} in TBinaryProtocol. */
    THRIFT_BATCH,
    /** The call {@code emitBatch}, in either protocol. */
    THRIFT_CALL
  }

  private final Format format;
  private final Translation translation = new Translation();
  private final MemoryBudget memory = new MemoryBudget(1L << 30);
  private byte[] output = {};

  /** A decoder of one format. */
  public JaegerDecoder(Format format) {
    this.format = format;
  }

  @Override
  public boolean decode(byte[] message, int length) {
    try (var reservation = new Reservation(memory)) {
      boolean isBatch =
          switch (format) {
            case PROTO -> {
              translation.proto(message, length, reservation);
              yield true;
            }
            case THRIFT_BATCH -> {
              translation.thriftBatch(message, length, reservation);
              yield true;
            }
            case THRIFT_CALL -> translation.thriftCall(message, length, reservation);
          };
      if (isBatch && outputLength() > output.length) {
        output = new byte[2 * outputLength()];
      }
      if (isBatch) {
        translation.output.copyTo(output);
      }
      return isBatch;
    } catch (MalformedOtlpException | MalformedThriftException _) {
      return false;
    }
  }

  @Override
  public byte[] output() {
    return output;
  }

  @Override
  public int outputLength() {
    return translation.output.length();
  }

  @Override
  public int spans() {
    return translation.output.spans();
  }

  @Override
  public long heldBytes() {
    return memory.used(MemoryTag.RECEIVER_IN_FLIGHT);
  }
}
