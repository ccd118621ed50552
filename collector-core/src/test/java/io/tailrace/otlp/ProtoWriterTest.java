// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.KeyValue;
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

  @Test
  void shortAttribute_asciiUpToTheLimit_isAKeyValue() throws Exception {
    byte[] text = new byte[400];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (' ' + i % 90);
    }
    for (int key = 0; key <= 121; key++) {
      for (int value = 0; key + value <= 121; value++) {
        var out = new ProtoWriter(64);
        assertThat(out.shortAttribute(0x0A, text, 3, key, text, 130, value)).isTrue();
        byte[] whole = out.toByteArray();
        assertThat(whole).startsWith(0x0A, whole.length - 2);
        KeyValue read = KeyValue.parseFrom(Arrays.copyOfRange(whole, 2, whole.length));
        assertThat(read.getKey()).isEqualTo(new String(text, 3, key, US_ASCII));
        assertThat(read.getValue().getStringValue())
            .isEqualTo(new String(text, 130, value, US_ASCII));
      }
    }
  }

  @Test
  void shortAttribute_longerOrNotAscii_writesNothing() {
    var out = new ProtoWriter(64);
    byte[] text = new byte[122];
    assertThat(out.shortAttribute(0x0A, text, 0, 60, text, 0, 62)).isFalse();
    for (int at = 0; at < 20; at++) {
      byte[] accented = new byte[20];
      accented[at] = (byte) 0xC3;
      assertThat(out.shortAttribute(0x0A, accented, 0, 20, text, 0, 9)).isFalse();
      assertThat(out.shortAttribute(0x0A, text, 0, 9, accented, 0, 20)).isFalse();
      assertThat(out.shortAttribute(0x0A, text, 0, 9, accented, at, 1)).isFalse();
    }
    assertThat(out.length()).isZero();
  }
}
