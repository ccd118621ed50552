// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.thrift;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are: read to an end within them, or refused. */
class ThriftReaderFuzzTest {

  private static final int ROUNDS = 50_000;

  @FuzzTest(maxDuration = "10s")
  void fuzz_anyBytes_areReadOrRefused(byte[] bytes) {
    check(bytes);
  }

  @Test
  void random_bytes_areReadOrRefused() {
    var random = new Random(7);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      for (int j = 0; j < bytes.length; j++) {
        // small numbers, so that there is structure
        bytes[j] &= (byte) (random.nextInt(3) == 0 ? 0xFF : 0x0F);
      }
      check(bytes);
    }
  }

  private static void check(byte[] bytes) {
    for (ThriftReader reader :
        new ThriftReader[] {ThriftReader.binary(100), ThriftReader.compact(100)}) {
      reader.reset(bytes, 0, bytes.length);
      try {
        reader.skip(ThriftType.STRUCT);
        assertThat(reader.position()).isBetween(1, bytes.length);
        reader.reset(bytes, 0, bytes.length);
        reader.beginMessage();
        reader.skip(ThriftType.STRUCT);
        assertThat(reader.position()).isBetween(1, bytes.length);
      } catch (MalformedThriftException e) {
        assertThat(e.offset()).isBetween(0, bytes.length);
      }
    }
  }
}
