// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/**
 * IP addresses as text: dotted decimals, and for IPv6 the form of RFC 5952, with which the
 * collector writes them.
 */
final class IpText {

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private final Text text;
  private final byte[] bytes = new byte[16];

  IpText(Text text) {
    this.text = text;
  }

  /**
   * The usual form of an address that is given as text.
   *
   * @return {@link Text#NONE} if it is no address
   */
  long normal(long region) {
    byte[] source = text.array(region);
    int start = Text.offset(region);
    int end = start + Text.length(region);
    if (isIpv4(source, start, end)) {
      return region;
    }
    return parseIpv6(source, start, end) ? format(bytes, 0, 16) : Text.NONE;
  }

  /**
   * The text of an address that is given as bytes.
   *
   * @return {@link Text#NONE} if it has neither 4 nor 16 of them
   */
  long format(byte[] source, int offset, int count) {
    if (count == 4) {
      return dotted(source, offset);
    }
    if (count != 16) {
      return Text.NONE;
    }
    return isMapped(source, offset) ? dotted(source, offset + 12) : colons(source, offset);
  }

  private static boolean isMapped(byte[] source, int offset) {
    for (int i = 0; i < 10; i++) {
      if (source[offset + i] != 0) {
        return false;
      }
    }
    return source[offset + 10] == -1 && source[offset + 11] == -1;
  }

  private long dotted(byte[] source, int offset) {
    text.begin();
    decimals(source, offset);
    return text.end();
  }

  private void decimals(byte[] source, int offset) {
    for (int i = 0; i < 4; i++) {
      int n = source[offset + i] & 0xFF;
      if (i > 0) {
        text.append('.');
      }
      if (n >= 100) {
        text.append('0' + n / 100);
      }
      if (n >= 10) {
        text.append('0' + n / 10 % 10);
      }
      text.append('0' + n % 10);
    }
  }

  private long colons(byte[] source, int offset) {
    int zeros = -1;
    int zerosEnd = -1;
    for (int i = 0; i < 8; i++) {
      int j = i;
      while (j < 8 && group(source, offset, j) == 0) {
        j++;
      }
      if (j - i >= 2 && j - i > zerosEnd - zeros) {
        zeros = i;
        zerosEnd = j;
      }
      i = Math.max(i, j - 1);
    }
    text.begin();
    for (int i = 0; i < 8; i++) {
      if (i == zeros) {
        text.append(':');
        text.append(':');
        i = zerosEnd - 1;
        continue;
      }
      if (i > 0 && i != zerosEnd) {
        text.append(':');
      }
      hexadecimal(group(source, offset, i));
    }
    return text.end();
  }

  private void hexadecimal(int group) {
    boolean begun = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
      int digit = group >> shift & 0xF;
      if (begun || digit != 0 || shift == 0) {
        text.append(HEX[digit]);
        begun = true;
      }
    }
  }

  private static int group(byte[] source, int offset, int i) {
    return (source[offset + 2 * i] & 0xFF) << 8 | (source[offset + 2 * i + 1] & 0xFF);
  }

  /** Four decimals of 0 to 255 without leading zeros. */
  private static boolean isIpv4(byte[] b, int start, int end) {
    return ipv4(b, start, end) >= 0;
  }

  /** An IPv4 address as 32 bits; -1 if it is none. */
  private static long ipv4(byte[] b, int start, int end) {
    if (end - start < 7 || end - start > 15) {
      return -1;
    }
    long address = 0;
    int parts = 0;
    int p = start;
    while (true) {
      int first = p;
      int n = 0;
      while (p < end && b[p] >= '0' && b[p] <= '9') {
        n = n * 10 + b[p++] - '0';
      }
      if (p == first || p - first > 3 || n > 255 || (b[first] == '0' && p - first > 1)) {
        return -1;
      }
      address = address << 8 | n;
      if (++parts == 4) {
        return p == end ? address : -1;
      }
      if (p == end || b[p++] != '.') {
        return -1;
      }
    }
  }

  /** Reads an IPv6 address without zone into {@link #bytes} (source: RFC 4291 section 2.2). */
  private boolean parseIpv6(byte[] b, int start, int end) {
    int p = start;
    int filled = 0;
    int gap = -1;
    if (end - p >= 2 && b[p] == ':' && b[p + 1] == ':') {
      gap = 0;
      p += 2;
    }
    while (p < end) {
      if (filled == 16) {
        return false;
      }
      int first = p;
      int group = 0;
      while (p < end && p - first < 5 && digit(b[p]) >= 0) {
        group = group << 4 | digit(b[p++]);
      }
      if (p == first || p - first > 4) {
        return false;
      }
      if (p < end && b[p] == '.') {
        long address = filled <= 12 ? ipv4(b, first, end) : -1;
        if (address < 0 || (gap < 0 && filled != 12)) {
          return false;
        }
        put((int) (address >> 16), filled);
        put((int) address, filled + 2);
        filled += 4;
        break;
      }
      put(group, filled);
      filled += 2;
      if (p == end) {
        break;
      }
      if (b[p++] != ':' || p == end) {
        return false;
      }
      if (b[p] == ':') {
        if (gap >= 0) {
          return false;
        }
        gap = filled;
        p++;
      }
    }
    return spread(filled, gap);
  }

  private void put(int group, int at) {
    bytes[at] = (byte) (group >> 8);
    bytes[at + 1] = (byte) group;
  }

  /** Puts the zeros in that {@code ::} stands for. */
  private boolean spread(int filled, int gap) {
    if (filled == 16) {
      return gap < 0;
    }
    if (gap < 0) {
      return false;
    }
    int behind = filled - gap;
    System.arraycopy(bytes, gap, bytes, 16 - behind, behind);
    for (int i = gap; i < 16 - behind; i++) {
      bytes[i] = 0;
    }
    return true;
  }

  private static int digit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int letter = b | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }
}
