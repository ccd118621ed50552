// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProtoWriterTest {

  private static void write(ProtoWriter out, int repeat) {
    out.begin(0x0A);
    for (int i = 0; i < repeat; i++) {
      out.begin(0x12);
      out.varint(0x08, i);
      out.end();
    }
    out.end();
  }

  @Test
  void reset_thenOtherMessage_isAsFromANewWriter() {
    var used = new ProtoWriter(64);
    write(used, 300);
    used.reset();
    write(used, 2);
    var fresh = new ProtoWriter(64);
    write(fresh, 2);
    assertThat(used.toByteArray()).isEqualTo(fresh.toByteArray()).hasSize(used.length());
  }

  @Test
  void copyTo_largerArray_leavesTheRestAlone() {
    var out = new ProtoWriter(64);
    write(out, 1);
    byte[] target = new byte[out.length() + 1];
    target[out.length()] = 7;
    out.copyTo(target);
    assertThat(target).startsWith(out.toByteArray()).endsWith(7);
  }
}
