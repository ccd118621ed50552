// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A request as grpc takes it: its length is known, and it writes itself in one go. */
final class ByteRange extends ByteArrayInputStream implements KnownLength, Drainable {

  ByteRange(byte[] bytes, int length) {
    super(bytes, 0, length);
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int written = count - pos;
    target.write(buf, pos, written);
    pos = count;
    return written;
  }
}
