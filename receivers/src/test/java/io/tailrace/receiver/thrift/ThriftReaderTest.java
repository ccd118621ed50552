// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.thrift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThriftReaderTest {

  private static final int MAX_ELEMENTS = 1000;

  private static ThriftReader reader(String protocol, byte[] payload) {
    ThriftReader reader =
        protocol.equals("compact")
            ? ThriftReader.compact(MAX_ELEMENTS)
            : ThriftReader.binary(MAX_ELEMENTS);
    reader.reset(payload, 0, payload.length);
    return reader;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  /** Payloads that are a struct and lie about something. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "binary ||cut off: 0 bytes left (expected: 1) at byte 0",
        "binary |0B 0001 7FFFFFFF 00|length 2147483647 (expected: 0 to the 1 bytes left) at byte 3",
        "binary |0B 0001 FFFFFFFF 00|length -1 (expected: 0 to the 1 bytes left) at byte 3",
        "binary |0B 0001 0000|cut off: 2 bytes left (expected: 4) at byte 3",
        "binary |0F 0001 03 05F5E100 00|100000000 elements (expected: 0 to what fits into the 1 bytes",
        "binary |0F 0001 03 FFFFFFFE 00|-2 elements (expected: 0 to",
        "binary |0F 0001 0A 00000002 0000000000000001 00|2 elements (expected: 0 to what fits into the 9",
        "binary |0D 0001 0B 0C 00000002 00000000 00 00|2 elements (expected: 0 to what fits into the 6",
        "binary |0F 0001 07 00000001 00|type 7 (expected: a type of TBinaryProtocol) at byte 3",
        "binary |07 0001 00|type 7 (expected: a type of TBinaryProtocol) at byte 0",
        "binary |04 0001 00000000|cut off: 4 bytes left (expected: 8) at byte 3",
        "compact|18 FFFFFFFF07 00|length 2147483647 (expected: 0 to the 1 bytes left) at byte 1",
        "compact|18 FFFFFFFF0F 00|length -1 (expected: 0 to the 1 bytes left) at byte 1",
        "compact|18 8080808080808080808001|varint of more than 10 bytes at byte 1",
        "compact|18 80|cut-off varint at byte 1",
        "compact|19 F3 FFFFFFFF07 00|2147483647 elements (expected: 0 to what fits into the 1 bytes",
        "compact|19 F3 8180808010 00 00|-1 elements (expected: 0 to",
        "compact|19 27 0000000000000000 00|2 elements (expected: 0 to what fits into the 9 bytes",
        "binary |0F 0001 00 00000001 00|type 0 (expected: a type of TBinaryProtocol) at byte 3",
        "binary |11 0001 00|type 17 (expected: a type of TBinaryProtocol) at byte 0",
        "compact|19 10 00|type 0 (expected: a type of TCompactProtocol) at byte 1",
        "compact|10 00|type 0 (expected: a type of TCompactProtocol) at byte 0",
        "compact|19 1E 00|type 14 (expected: a type of TCompactProtocol) at byte 1",
        "compact|1E 00|type 14 (expected: a type of TCompactProtocol) at byte 0",
        "compact|1B 05 88 00|5 elements (expected: 0 to what fits into the 1 bytes",
      })
  void skip_lies_areRefusedWithTheirOffset(String protocol, String payload, String message) {
    byte[] bytes = payload == null ? new byte[0] : hex(payload);
    assertThatExceptionOfType(MalformedThriftException.class)
        .isThrownBy(() -> reader(protocol, bytes).skip(ThriftType.STRUCT))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "binary |8002 0001 00000000|version 8002 (expected: 8001) at byte 0",
        "binary |8001 0001 00000009 00|length 9 (expected: 0 to the 1 bytes left) at byte 4",
        "binary |00000009 00|length 9 (expected: 0 to the 1 bytes left) at byte 0",
        "binary |00000001 61 01 0000|cut off: 2 bytes left (expected: 4) at byte 6",
        "compact|81 81 00 00|first byte 81 (expected: 82) at byte 0",
        "compact|82 82 00 00|version 2 (expected: 1) at byte 1",
      })
  void beginMessage_noMessage_isRefused(String protocol, String payload, String message) {
    assertThatExceptionOfType(MalformedThriftException.class)
        .isThrownBy(() -> reader(protocol, hex(payload)).beginMessage())
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "compact"})
  void skip_deepNesting_isRefusedBeyondTheLimit(String protocol) throws Exception {
    reader(protocol, nested(protocol, ThriftReader.MAX_DEPTH)).skip(ThriftType.STRUCT);
    assertThatExceptionOfType(MalformedThriftException.class)
        .isThrownBy(
            () ->
                reader(protocol, nested(protocol, ThriftReader.MAX_DEPTH + 1))
                    .skip(ThriftType.STRUCT))
        .withMessageContaining("nested more than 64 deep");
  }

  private static byte[] nested(String protocol, int depth) {
    String field = protocol.equals("compact") ? "1C" : "0C0001";
    return hex(field.repeat(depth - 1) + "00".repeat(depth));
  }

  @ParameterizedTest
  @CsvSource({"binary, 0F0001 0F 00000001", "compact, 19 19"})
  void skip_listsInLists_areRefusedBeyondTheDepth(String protocol, String list) {
    String inner = protocol.equals("compact") ? "19" : "0F00000001";
    byte[] payload = hex(list + inner.repeat(100) + "00".repeat(20));
    assertThatExceptionOfType(MalformedThriftException.class)
        .isThrownBy(() -> reader(protocol, payload).skip(ThriftType.STRUCT))
        .withMessageContaining("nested more than 64 deep");
  }

  @Test
  void beginList_moreElementsThanAllowedInAll_isRefused() throws Exception {
    String list = "F19004" + "01".repeat(528);
    ThriftReader reader = reader("compact", hex(list + list));
    assertThat(reader.beginList()).isEqualTo(528);
    for (int i = 0; i < 528; i++) {
      assertThat(reader.bool()).isTrue();
    }
    assertThatExceptionOfType(MalformedThriftException.class)
        .isThrownBy(reader::beginList)
        .withMessageContaining("more than 1000 elements in all");
  }

  @Test
  void nextField_booleansOfTheCompactProtocol_areInTheHead() throws Exception {
    // 1: true, 2: false, 3: list of true and false, 4: i32 -1
    ThriftReader reader = reader("compact", hex("11 12 19 21 01 02 15 01 00"));
    reader.beginStruct();
    assertThat(reader.nextField()).isEqualTo(ThriftReader.field(1, ThriftType.BOOL));
    assertThat(reader.bool()).isTrue();
    assertThat(reader.nextField()).isEqualTo(ThriftReader.field(2, ThriftType.BOOL));
    assertThat(reader.bool()).isFalse();
    assertThat(reader.nextField()).isEqualTo(ThriftReader.field(3, ThriftType.LIST));
    assertThat(reader.beginList()).isEqualTo(2);
    assertThat(reader.bool()).isTrue();
    assertThat(reader.bool()).isFalse();
    assertThat(reader.nextField()).isEqualTo(ThriftReader.field(4, ThriftType.I32));
    assertThat(reader.i32()).isEqualTo(-1);
    assertThat(reader.nextField()).isEqualTo(ThriftReader.END);
  }

  @Test
  void skip_uuid_isSixteenBytes() throws Exception {
    ThriftReader binary = reader("binary", hex("10 0001" + "AB".repeat(16) + "00"));
    binary.skip(ThriftType.STRUCT);
    assertThat(binary.position()).isEqualTo(20);
    ThriftReader compact = reader("compact", hex("1D" + "AB".repeat(16) + "00"));
    compact.skip(ThriftType.STRUCT);
    assertThat(compact.position()).isEqualTo(18);
  }

  @Test
  void isCompact_firstBytes_areToldApart() {
    assertThat(ThriftReader.isCompact((byte) 0x82)).isTrue();
    assertThat(ThriftReader.isCompact((byte) 0x80)).isFalse();
    assertThat(ThriftReader.isCompact((byte) 0)).isFalse();
  }
}
