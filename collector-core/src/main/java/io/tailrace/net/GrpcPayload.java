// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Messages that are bytes already, and stay so: grpc copies them once into its own buffer. Thread
 * ownership as in grpc: a stream belongs to its call.
 */
final class GrpcPayload implements Marshaller<byte[]> {

  static final GrpcPayload MARSHALLER = new GrpcPayload();

  private GrpcPayload() {}

  @Override
  public InputStream stream(byte[] message) {
    return new Bytes(message);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try (stream) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static final class Bytes extends ByteArrayInputStream implements KnownLength, Drainable {

    Bytes(byte[] message) {
      super(message);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int drained = available();
      transferTo(target);
      return drained;
    }
  }
}
