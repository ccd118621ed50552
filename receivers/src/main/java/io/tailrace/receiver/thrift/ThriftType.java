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

  private static final int UUID_ON_THE_WIRE = 16;

  /** A UUID; one less than on the wire is free, and keeps every type within four bits. */
  static final int UUID = 9;

  private ThriftType() {}

  /** The type that stands on the wire of TBinaryProtocol; -1 if there is none of this number. */
  static int ofBinary(int number) {
    return switch (number) {
      case BOOL, BYTE, DOUBLE, I16, I32, I64, STRING, STRUCT, MAP, SET, LIST -> number;
      case UUID_ON_THE_WIRE -> UUID;
      default -> -1;
    };
  }

  /** The type that stands on the wire of TCompactProtocol; -1 if there is none of this number. */
  static int ofCompact(int number) {
    return switch (number) {
      case 1, 2 -> BOOL;
      case 3 -> BYTE;
      case 4 -> I16;
      case 5 -> I32;
      case 6 -> I64;
      case 7 -> DOUBLE;
      case 8 -> STRING;
      case 9 -> LIST;
      case 10 -> SET;
      case 11 -> MAP;
      case 12 -> STRUCT;
      case 13 -> UUID;
      default -> -1;
    };
  }
}
