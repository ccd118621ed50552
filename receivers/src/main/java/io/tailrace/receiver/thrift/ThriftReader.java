// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.thrift;

import static io.tailrace.receiver.thrift.ThriftType.STOP;

/**
 * Reads one Thrift payload in an array, value by value and without allocating. Used like this:
 *
 * <pre>{@code
 * reader.beginStruct();
 * for (int field = reader.nextField(); field != ThriftReader.END; field = reader.nextField()) {
 *   switch (field) {
 *     case ID -> id = reader.i64();         // ID = ThriftReader.field(1, ThriftType.I64)
 *     case TAGS -> {                        // TAGS = ThriftReader.field(2, ThriftType.LIST)
 *       for (int left = reader.beginList(); left > 0; left--) { ... }
 *     }
 *     default -> reader.skip(ThriftReader.type(field));
 *   }
 * }
 * }</pre>
 *
 * <p>Every length and every count is compared with what is left of the payload before anything is
 * done with it: a container cannot claim more elements than could stand in the bytes that follow.
 * So the time is linear in the length of the payload, whatever it claims. Belongs to one thread;
 * after an exception {@link #reset} comes first.
 */
public abstract sealed class ThriftReader permits BinaryReader, CompactReader {

  /** What {@link #nextField} returns at the end of a struct. */
  public static final int END = STOP;

  /** How deep structs and containers may be nested; the collector refuses what is deeper too. */
  public static final int MAX_DEPTH = 64;

  /** The elements of all containers of one payload together, if nothing else is said. */
  public static final int DEFAULT_MAX_ELEMENTS = 1 << 22;

  byte[] bytes = {};
  int position;
  int limit;
  int depth;

  private final int maxElements;
  private int elements;
  private int origin;
  private int valueStart;
  private int elementType;
  private int keyType;
  private int messageType;

  ThriftReader(int maxElements) {
    this.maxElements = maxElements;
  }

  /**
   * A reader of TBinaryProtocol.
   *
   * @param maxElements how many elements the containers of one payload may have together
   */
  public static ThriftReader binary(int maxElements) {
    return new BinaryReader(maxElements);
  }

  /**
   * A reader of TCompactProtocol.
   *
   * @param maxElements how many elements the containers of one payload may have together
   */
  public static ThriftReader compact(int maxElements) {
    return new CompactReader(maxElements);
  }

  /** Whether a message that begins with this byte is in TCompactProtocol. */
  public static boolean isCompact(byte first) {
    return first == CompactReader.PROTOCOL_ID;
  }

  /** The number that {@link #nextField} returns for a field of this ID and {@link ThriftType}. */
  public static int field(int id, int type) {
    return id << 4 | type;
  }

  /** The {@link ThriftType} of a field. */
  public static int type(int field) {
    return field & 0xF;
  }

  /** Begins with the payload {@code payload[start, end)}; offsets in errors count from start. */
  public final void reset(byte[] payload, int start, int end) {
    bytes = payload;
    position = start;
    limit = end;
    origin = start;
    depth = 0;
    elements = 0;
    forgetState();
  }

  /** Forgets what was seen of the struct that is being read. */
  abstract void forgetState();

  /** The index of the byte that comes next. */
  public final int position() {
    return position;
  }

  /**
   * Goes to a place where a value, outside of every struct, is read next.
   *
   * @param newPosition what {@link #position()} was before a value that was skipped
   */
  public final void seek(int newPosition) {
    position = newPosition;
    depth = 0;
    forgetState();
  }

  /**
   * Reads the head of a message; a struct with its arguments follows.
   *
   * @return the length of its name, which begins at {@link #valueStart()}
   * @throws MalformedThriftException if it is none of this protocol
   */
  public abstract int beginMessage() throws MalformedThriftException;

  /** 1 call, 2 reply, 3 exception, 4 one-way call: of the message that was begun last. */
  public final int messageType() {
    return messageType;
  }

  final void messageType(int type) {
    messageType = type;
  }

  /**
   * Begins a struct.
   *
   * @throws MalformedThriftException if it is nested too deep
   */
  public abstract void beginStruct() throws MalformedThriftException;

  /**
   * Goes to the next field of the struct; its value must be read, or skipped, next.
   *
   * @return {@link #field} of its ID and type; {@link #END} if there is none, and the struct ends
   * @throws MalformedThriftException if there is neither a field nor an end
   */
  public abstract int nextField() throws MalformedThriftException;

  /**
   * Begins a list or set, the elements of which are read or skipped next.
   *
   * @return how many elements it has
   * @throws MalformedThriftException if so many cannot follow
   */
  public abstract int beginList() throws MalformedThriftException;

  /** The {@link ThriftType} of the elements of the list that was begun last. */
  public final int elementType() {
    return elementType;
  }

  /** Begins a map, like {@link #beginList}: first a key, then its value. */
  abstract int beginMap() throws MalformedThriftException;

  /** Reads a boolean. */
  public abstract boolean bool() throws MalformedThriftException;

  /** Reads a signed byte. */
  public final byte i8() throws MalformedThriftException {
    require(1);
    return bytes[position++];
  }

  /** Reads a 16-bit integer. */
  public abstract short i16() throws MalformedThriftException;

  /** Reads a 32-bit integer. */
  public abstract int i32() throws MalformedThriftException;

  /** Reads a 64-bit integer. */
  public abstract long i64() throws MalformedThriftException;

  /** Reads the bits of a double. */
  public abstract long doubleBits() throws MalformedThriftException;

  /**
   * Reads a string or binary, which stays where it is.
   *
   * @return its length in bytes; it begins at {@link #valueStart()}
   */
  public abstract int binary() throws MalformedThriftException;

  /** Where in the array the binary begins that was read last. */
  public final int valueStart() {
    return valueStart;
  }

  /**
   * Passes over a value.
   *
   * @param type its {@link ThriftType}
   */
  public final void skip(int type) throws MalformedThriftException {
    switch (type) {
      case ThriftType.BOOL -> bool();
      case ThriftType.BYTE -> i8();
      case ThriftType.I16 -> i16();
      case ThriftType.I32 -> i32();
      case ThriftType.I64 -> i64();
      case ThriftType.DOUBLE -> skipBytes(Long.BYTES);
      case ThriftType.STRING -> binary();
      case ThriftType.UUID -> skipBytes(2 * Long.BYTES);
      case ThriftType.STRUCT -> skipStruct();
      case ThriftType.MAP -> skipMap();
      case ThriftType.SET, ThriftType.LIST -> skipList();
      default -> throw new IllegalArgumentException("type " + type + " (expected: a ThriftType)");
    }
  }

  private void skipStruct() throws MalformedThriftException {
    beginStruct();
    for (int field = nextField(); field != END; field = nextField()) {
      skip(type(field));
    }
  }

  private void skipList() throws MalformedThriftException {
    enter();
    int left = beginList();
    int type = elementType;
    for (; left > 0; left--) {
      skip(type);
    }
    depth--;
  }

  private void skipMap() throws MalformedThriftException {
    enter();
    int left = beginMap();
    int keys = keyType;
    int values = elementType;
    for (; left > 0; left--) {
      skip(keys);
      skip(values);
    }
    depth--;
  }

  private void skipBytes(int count) throws MalformedThriftException {
    require(count);
    position += count;
  }

  final void enter() throws MalformedThriftException {
    if (++depth > MAX_DEPTH) {
      throw malformed("nested more than " + MAX_DEPTH + " deep", position);
    }
  }

  final void require(int count) throws MalformedThriftException {
    if (count > limit - position) {
      throw malformed(
          "cut off: " + (limit - position) + " bytes left (expected: " + count + ")", position);
    }
  }

  /** Passes over {@code length} bytes, which become the value; {@code at} is where it says so. */
  final int value(int length, int at) throws MalformedThriftException {
    if (length < 0 || length > limit - position) {
      throw malformed(
          "length " + length + " (expected: 0 to the " + (limit - position) + " bytes left)", at);
    }
    valueStart = position;
    position += length;
    return length;
  }

  /**
   * Checks the count of a container.
   *
   * @param key the type of keys; {@link ThriftType#STOP} if it is no map
   * @param at where it says so
   */
  final int container(int count, int key, int element, int at) throws MalformedThriftException {
    int smallest = smallest(element) + (key == STOP ? 0 : smallest(key));
    if (count < 0 || (long) count * smallest > limit - position) {
      throw malformed(
          count
              + " elements (expected: 0 to what fits into the "
              + (limit - position)
              + " bytes left)",
          at);
    }
    if (count > maxElements - elements) {
      throw malformed(
          "more than " + maxElements + " elements in all (expected: smaller batches)", at);
    }
    elements += count;
    keyType = key;
    elementType = element;
    return count;
  }

  /** The fewest bytes that a value of this type takes. */
  abstract int smallest(int type);

  final MalformedThriftException malformed(String reason, int at) {
    return new MalformedThriftException(reason, at - origin);
  }
}
