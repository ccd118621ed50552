// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.grpc.Decompressor;
import java.io.IOException;
import java.io.InputStream;

/** Makes a {@link ContentEncoding} known to gRPC. */
record MessageDecompressor(ContentEncoding encoding) implements Decompressor {

  @Override
  public String getMessageEncoding() {
    return encoding.label();
  }

  @Override
  public InputStream decompress(InputStream compressed) throws IOException {
    return encoding.open(compressed);
  }
}
