// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.encoding;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Arrays;

/** Zstandard (RFC 8878), one frame per payload. Loaded only if a configuration asks for it. */
final class ZstdCodec implements Compressor.Codec {

  private static final int MAX_KEPT_SCRATCH_BYTES = 1 << 20;

  private final ZstdCompressCtx context = new ZstdCompressCtx();
  private byte[] scratch = new byte[16 * 1024];

  ZstdCodec(int level) {
    context.setLevel(level);
  }

  @Override
  public byte[] compress(byte[] bytes, int offset, int length) {
    int bound = Math.toIntExact(Zstd.compressBound(length));
    if (scratch.length < bound) {
      scratch = new byte[bound];
    }
    int size = context.compressByteArray(scratch, 0, scratch.length, bytes, offset, length);
    byte[] out = Arrays.copyOf(scratch, size);
    if (scratch.length > MAX_KEPT_SCRATCH_BYTES) {
      scratch = new byte[MAX_KEPT_SCRATCH_BYTES];
    }
    return out;
  }

  @Override
  public void close() {
    context.close();
  }
}
