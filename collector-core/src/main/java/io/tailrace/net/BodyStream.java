// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The request message of one call. grpc copies it once into its own buffers, when there is a
 * connection; a call can end before that. Once {@link #end} has returned, its bytes are not read.
 */
final class BodyStream extends InputStream implements KnownLength, Drainable {

  /** Hands streams on as they are. */
  static final Marshaller<BodyStream> MARSHALLER =
      new Marshaller<>() {
        @Override
        public InputStream stream(BodyStream message) {
          return message;
        }

        @Override
        public BodyStream parse(InputStream stream) {
          throw new UnsupportedOperationException("a client reads no requests");
        }
      };

  private final Body body;
  private int position;
  private boolean isOver;

  BodyStream(Body body) {
    this.body = body;
  }

  /** Waits until nobody reads; whoever wants to later fails. */
  synchronized void end() {
    isOver = true;
  }

  @Override
  public synchronized int available() {
    return body.length() - position;
  }

  @Override
  public synchronized int drainTo(OutputStream target) throws IOException {
    int left = left();
    target.write(body.bytes(), body.offset() + position, left);
    position += left;
    return left;
  }

  @Override
  public synchronized int read() throws IOException {
    return left() == 0 ? -1 : body.bytes()[body.offset() + position++] & 0xFF;
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) throws IOException {
    int count = Math.min(length, left());
    System.arraycopy(body.bytes(), body.offset() + position, target, offset, count);
    position += count;
    return count == 0 && length > 0 ? -1 : count;
  }

  private int left() throws IOException {
    if (isOver) {
      throw new IOException("the call has ended");
    }
    return body.length() - position;
  }
}
