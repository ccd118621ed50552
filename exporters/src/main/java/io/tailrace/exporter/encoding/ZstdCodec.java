// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.encoding;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.tailrace.net.Body;
import io.tailrace.otlp.ByteArrays;

/** Zstandard (RFC 8878), one frame per payload. Loaded only if a configuration asks for it. */
final class ZstdCodec implements Compressor.Codec {

  private final ZstdCompressCtx context = new ZstdCompressCtx();

  ZstdCodec(int level) {
    context.setLevel(level);
  }

  @Override
  public Body compress(byte[] bytes, int offset, int length, ByteArrays arrays) {
    byte[] scratch = arrays.take(Math.toIntExact(Zstd.compressBound(length)));
    int size = context.compressByteArray(scratch, 0, scratch.length, bytes, offset, length);
    return Compressor.body(scratch, size, arrays);
  }

  @Override
  public void close() {
    context.close();
  }
}
