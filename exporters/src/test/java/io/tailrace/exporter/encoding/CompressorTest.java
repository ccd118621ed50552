// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import io.tailrace.memory.ArrayPool;
import io.tailrace.memory.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressorTest {

  private static final int[] LENGTHS = {
    0, 1, 2, 3, 7, 40, 258, 1000, 32_767, 32_768, 32_769, 65_535, 65_536, 65_537, 300_000, 1 << 20
  };

  private final ArrayPool arrays = new MemoryBudget(1 << 30).arrays();
  private final Random random = new Random(5);

  private static byte[] read(Compression compression, byte[] body) throws IOException {
    try (InputStream in = open(compression, new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    }
  }

  private static InputStream open(Compression compression, InputStream in) throws IOException {
    return switch (compression) {
      case NONE -> in;
      case GZIP -> new GZIPInputStream(in);
      case DEFLATE -> new InflaterInputStream(in);
      case ZSTD -> new ZstdInputStream(in);
    };
  }

  /** Noise, one byte, words, and noise and repetition by turns. */
  private byte[] input(int kind, int length) {
    byte[] bytes = new byte[length];
    if (kind != 1) {
      random.nextBytes(bytes);
    }
    byte[] text =
        "http.request.method POST url.path /api/v1/orders/".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; kind >= 2 && i < length; i++) {
      if (kind == 2 || i / 5000 % 2 == 0) {
        bytes[i] = i % 37 == 0 ? bytes[i] : text[i % text.length];
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @EnumSource
  void compress_anything_canBeRead_andAllArraysComeBack(Compression compression) throws Exception {
    for (int level : new int[] {1, Math.min(6, compression.maxLevel())}) {
      try (var compressor = new Compressor(compression, level, arrays)) {
        for (int length : LENGTHS) {
          for (int kind = 0; kind < 4; kind++) {
            byte[] input = input(kind, length);
            byte[] framed = new byte[length + 20];
            System.arraycopy(input, 0, framed, 13, length);
            var body = compressor.compress(framed, 13, length);
            assertThat(read(compression, body.toArray()))
                .as("%s of %d bytes, kind %d", compression, length, kind)
                .isEqualTo(input);
            Arrays.fill(body.bytes(), (byte) 0xAA);
            body.release();
          }
        }
      }
    }
    assertThat(arrays.lent()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void compress_againAndAgain_allocatesNothingPerByte(Compression compression) {
    byte[] input = input(2, 500_000);
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    try (var compressor = new Compressor(compression, compression.defaultLevel(), arrays)) {
      for (int i = 0; i < 3; i++) {
        compressor.compress(input, 0, input.length).release();
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100; i++) {
        compressor.compress(input, 0, input.length).release();
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100 * 2000L);
    }
  }
}
