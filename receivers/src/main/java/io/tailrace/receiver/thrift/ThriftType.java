// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.thrift;

/**
 * Types of Thrift values, by the numbers of TBinaryProtocol (source: {@code
 * thrift-binary-protocol.md}); TCompactProtocol's are translated into them.
 */
public final class ThriftType {

  /** The end of a struct; no value. */
  public static final int STOP = 0;

  public static final int BOOL = 2;
  public static final int BYTE = 3;
  public static final int DOUBLE = 4;
  public static final int I16 = 6;
  public static final int I32 = 8;
  public static final int I64 = 10;

  /** A string or binary. */
  public static final int STRING = 11;

  public static final int STRUCT = 12;
  public static final int MAP = 13;
  public static final int SET = 14;
  public static final int LIST = 15;

  /** A UUID: 16 on the wire of TBinaryProtocol, but every type is to fit into four bits. */
  static final int UUID = 9;

  /** By the number on the wire of TBinaryProtocol: the type, or -1. */
  private static final byte[] BINARY = {
    STOP, -1, BOOL, BYTE, DOUBLE, -1, I16, -1, I32, -1, I64, STRING, STRUCT, MAP, SET, LIST, UUID
  };

  /** By the number on the wire of TCompactProtocol. */
  private static final byte[] COMPACT = {
    STOP, BOOL, BOOL, BYTE, I16, I32, I64, DOUBLE, STRING, LIST, SET, MAP, STRUCT, UUID
  };

  private ThriftType() {}

  /** The type that stands on the wire of TBinaryProtocol; -1 if there is none of this number. */
  static int ofBinary(int number) {
    return number >= 0 && number < BINARY.length ? BINARY[number] : -1;
  }

  /** The type that stands on the wire of TCompactProtocol; -1 if there is none of this number. */
  static int ofCompact(int number) {
    return number < COMPACT.length ? COMPACT[number] : -1;
  }
}
