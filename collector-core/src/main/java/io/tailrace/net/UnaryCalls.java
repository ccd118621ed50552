// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.tailrace.auth.AuthResult;
import io.tailrace.net.RequestMarshaller.Message;
import java.util.function.Function;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the unary calls of one server: one message, answered when the client has said that there is
 * no other. Every call gets an answer, also one without a message or with two.
 */
final class UnaryCalls {

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final ServerContext context;
  private final @Nullable AccessControl access;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean stopping;

  /**
   * Makes the calls of a server.
   *
   * @param access says who may call; null if everybody may
   */
  UnaryCalls(ServerContext context, @Nullable AccessControl access) {
    this.context = context;
    this.access = access;
  }

  /** From now on new calls are answered with UNAVAILABLE. */
  void refuseNewOnes() {
    stopping = true;
  }

  /** The calls that have begun and not ended. */
  int inFlight() {
    return inFlight.get();
  }

  ServerCallHandler<Message, byte[]> handledBy(UnaryHandler handler) {
    return (call, headers) -> {
      inFlight.incrementAndGet();
      if (stopping) {
        return refused(
            call, handler, RpcStatus.of(RpcCode.UNAVAILABLE, "shutting down; try again elsewhere"));
      }
      return access == null ? admitted(call, handler) : checked(call, headers, handler, access);
    };
  }

  private ServerCall.Listener<Message> admitted(
      ServerCall<Message, byte[]> call, UnaryHandler handler) {
    call.request(2);
    return new Running(call, handler);
  }

  private ServerCall.Listener<Message> refused(
      ServerCall<Message, byte[]> call, UnaryHandler handler, RpcStatus status) {
    handler.refused(status);
    fail(call, status);
    return new Refused();
  }

  /** The message is not asked for before the credentials have been found right. */
  private ServerCall.Listener<Message> checked(
      ServerCall<Message, byte[]> call,
      Metadata headers,
      UnaryHandler handler,
      AccessControl control) {
    var waiting = new AwaitingAccess(result -> decided(result, call, handler, control));
    AuthResult now = control.check(name -> header(headers, name), waiting::decide);
    return now == AuthResult.PENDING ? waiting : decided(now, call, handler, control);
  }

  private ServerCall.Listener<Message> decided(
      AuthResult result,
      ServerCall<Message, byte[]> call,
      UnaryHandler handler,
      AccessControl control) {
    return result == AuthResult.ACCEPTED
        ? admitted(call, handler)
        : refused(call, handler, control.refusal(result));
  }

  private static @Nullable String header(Metadata headers, String name) {
    if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
      return null;
    }
    return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }

  /**
   * A call whose credentials are being looked at. Its result comes on another thread than its
   * events, so that it has a lock; grpc wants calls on a call to come one after the other.
   */
  private final class AwaitingAccess extends ServerCall.Listener<Message> {

    private final Function<AuthResult, ServerCall.Listener<Message>> continuation;
    private ServerCall.@Nullable Listener<Message> next;
    private boolean halfClosed;
    private boolean ended;

    AwaitingAccess(Function<AuthResult, ServerCall.Listener<Message>> continuation) {
      this.continuation = continuation;
    }

    synchronized void decide(AuthResult result) {
      if (ended) {
        return;
      }
      next = continuation.apply(result);
      if (halfClosed) {
        next.onHalfClose();
      }
    }

    @Override
    public synchronized void onMessage(Message message) {
      if (next != null) {
        next.onMessage(message);
      }
    }

    @Override
    public synchronized void onHalfClose() {
      halfClosed = true;
      if (next != null) {
        next.onHalfClose();
      }
    }

    @Override
    public synchronized void onCancel() {
      end();
      if (next != null) {
        next.onCancel();
      }
    }

    @Override
    public synchronized void onComplete() {
      end();
      if (next != null) {
        next.onComplete();
      }
    }

    private void end() {
      ended = true;
      if (next == null) {
        inFlight.decrementAndGet();
      }
    }
  }

  private static void fail(ServerCall<?, ?> call, RpcStatus status) {
    var trailers = new Metadata();
    if (status.retryAfter() != null) {
      trailers.put(DETAILS, status.toProtobuf());
    }
    call.close(
        Status.fromCodeValue(status.code().number()).withDescription(status.message()), trailers);
  }

  /** A call that has been answered before its message came. */
  private class Refused extends ServerCall.Listener<Message> {

    @Override
    public void onMessage(Message message) {
      if (message instanceof Message.Taken(RequestBuffer buffer)) {
        buffer.release();
      }
    }

    @Override
    public void onCancel() {
      inFlight.decrementAndGet();
    }

    @Override
    public void onComplete() {
      inFlight.decrementAndGet();
    }
  }

  private final class Running extends Refused {

    private final ServerCall<Message, byte[]> call;
    private final UnaryHandler handler;
    private @Nullable Message message;
    private boolean answered;

    Running(ServerCall<Message, byte[]> call, UnaryHandler handler) {
      this.call = call;
      this.handler = handler;
    }

    @Override
    public void onMessage(Message next) {
      if (answered || message != null) {
        super.onMessage(next);
        refuse(
            RpcStatus.of(
                RpcCode.INVALID_ARGUMENT, "more than one request message (expected: exactly one)"));
      } else if (next instanceof Message.Refused(RpcStatus status)) {
        refuse(status);
      } else {
        message = next;
      }
    }

    @Override
    public void onHalfClose() {
      if (answered) {
        return;
      }
      if (message instanceof Message.Taken(RequestBuffer buffer)) {
        answer(handle(buffer));
      } else {
        refuse(
            RpcStatus.of(RpcCode.INVALID_ARGUMENT, "no request message (expected: exactly one)"));
      }
    }

    private UnaryHandler.Answer handle(RequestBuffer buffer) {
      try {
        return handler.handle(buffer.bytes(), buffer.length());
      } catch (RuntimeException e) {
        context.logger().error("a call failed: this is a bug", e);
        return new UnaryHandler.Answer.Failed(
            RpcStatus.of(RpcCode.INTERNAL, "the receiver failed; its log says why"));
      } finally {
        dropMessage();
      }
    }

    private void answer(UnaryHandler.Answer answer) {
      switch (answer) {
        case UnaryHandler.Answer.Ok(byte[] response) -> {
          answered = true;
          call.sendHeaders(new Metadata());
          call.sendMessage(response);
          call.close(Status.OK, new Metadata());
        }
        case UnaryHandler.Answer.Failed(RpcStatus status) -> answerFailure(status);
      }
    }

    private void refuse(RpcStatus status) {
      if (!answered) {
        handler.refused(status);
      }
      answerFailure(status);
    }

    private void answerFailure(RpcStatus status) {
      dropMessage();
      if (!answered) {
        answered = true;
        fail(call, status);
      }
    }

    private void dropMessage() {
      if (message != null) {
        super.onMessage(message);
        message = null;
      }
    }

    @Override
    public void onCancel() {
      answered = true;
      dropMessage();
      super.onCancel();
    }
  }
}
