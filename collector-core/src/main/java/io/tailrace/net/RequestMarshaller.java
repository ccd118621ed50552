// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.RequestBuffer.Intake;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Copies a request message into an array of the event loop. Never throws: gRPC would answer UNKNOWN
 * and log every call at SEVERE. What went wrong is in the {@link Message}.
 */
final class RequestMarshaller implements MethodDescriptor.Marshaller<RequestMarshaller.Message> {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final MemoryBudget memory;
  private final int limit;

  RequestMarshaller(MemoryBudget memory, int limit) {
    this.memory = memory;
    this.limit = limit;
  }

  /** A message that was taken in, or why it was not. */
  sealed interface Message {

    /** The message; {@link RequestBuffer#release()} is due. */
    record Taken(RequestBuffer buffer) implements Message {}

    /** There is no message, because of this. */
    record Refused(RpcStatus status) implements Message {}
  }

  @Override
  public Message parse(InputStream stream) {
    var buffer = new RequestBuffer(memory, limit);
    Message.Refused refused;
    try (stream) {
      int expected = stream instanceof KnownLength ? stream.available() : 0;
      Intake intake = buffer.fill(stream, expected);
      if (intake == Intake.TAKEN) {
        buffer.trim();
        return new Message.Taken(buffer);
      }
      refused = intake == Intake.TOO_LARGE ? tooLarge() : noMemory();
    } catch (StatusRuntimeException e) {
      refused =
          e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
              ? tooLarge()
              : undecodable(String.valueOf(e.getStatus().getDescription()));
    } catch (IOException | RuntimeException e) {
      refused = undecodable(String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError _) {
      refused = noMemory();
    }
    buffer.release();
    return refused;
  }

  private static Message.Refused undecodable(String reason) {
    return new Message.Refused(
        RpcStatus.of(RpcCode.INVALID_ARGUMENT, "cannot decompress the message: " + reason));
  }

  private Message.Refused tooLarge() {
    return new Message.Refused(
        RpcStatus.of(
            RpcCode.RESOURCE_EXHAUSTED,
            "message too large (expected: at most " + limit + " bytes after decompression)"));
  }

  private static Message.Refused noMemory() {
    return new Message.Refused(
        new RpcStatus(
            RpcCode.RESOURCE_EXHAUSTED,
            "no memory for further requests in flight; try again",
            RETRY_AFTER));
  }

  @Override
  public InputStream stream(Message message) {
    throw new UnsupportedOperationException("a server writes no requests");
  }
}
