// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
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

  @Test
  void sized_insideOfMessages_isAsWithoutKnowingTheLength() {
    var known = new ProtoWriter(64);
    var counted = new ProtoWriter(64);
    byte[] text = new byte[300];
    known.begin(0x0A);
    known.sized(0x12, 303);
    known.bytes(0x0A, text, 0, text.length);
    known.end();
    counted.begin(0x0A);
    counted.begin(0x12);
    counted.bytes(0x0A, text, 0, text.length);
    counted.end();
    counted.end();
    assertThat(known.toByteArray()).isEqualTo(counted.toByteArray());
  }

  @Test
  void copyTo_behindTheStart_leavesWhatIsBefore() {
    var out = new ProtoWriter(64);
    write(out, 200);
    byte[] target = new byte[out.length() + 3];
    target[0] = 7;
    out.copyTo(target, 2);
    assertThat(target).startsWith(7, 0);
    assertThat(Arrays.copyOfRange(target, 2, target.length - 1)).isEqualTo(out.toByteArray());
  }
}
