// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.ProtoWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes scalar values as Protocol Buffers has them. Every method answers null if the value was
 * written, and otherwise what would have been right.
 */
final class JsonScalars {

  static final String INTEGER = "a whole number, bare or in quotes";
  static final String UINT64 = "a whole number of 0 to 18446744073709551615, bare or in quotes";
  static final String UINT32 = "a whole number of 0 to 4294967295";
  static final String NUMBER = "a number, or \"NaN\", \"Infinity\" or \"-Infinity\"";

  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]{0,400})(\\.[0-9]{1,400})?([eE][+-]?[0-9]{1,9})?");
  private static final BigInteger MAX_UINT64 = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final double TWO_POW_64 = 0x1p64;
  private static final long MAX_UINT32 = 0xFFFF_FFFFL;

  private static final String[] SPAN_KINDS = {
    "SPAN_KIND_UNSPECIFIED",
    "SPAN_KIND_INTERNAL",
    "SPAN_KIND_SERVER",
    "SPAN_KIND_CLIENT",
    "SPAN_KIND_PRODUCER",
    "SPAN_KIND_CONSUMER"
  };
  private static final Map<String, Integer> STATUS_CODES =
      Map.of("STATUS_CODE_UNSET", 0, "STATUS_CODE_OK", 1, "STATUS_CODE_ERROR", 2);

  private final ProtoWriter out;

  JsonScalars(ProtoWriter out) {
    this.out = out;
  }

  /** {@code int_value}, or {@code double_value} for a whole number that no int64 holds. */
  @Nullable String anyInt(int tag, String text) {
    BigInteger whole = whole(text);
    if (whole != null && whole.bitLength() < Long.SIZE) {
      out.varint(tag, whole.longValue());
      return null;
    }
    double value = finite(text);
    if (Double.isNaN(value) || Math.abs(value) < 0x1p63) {
      return INTEGER;
    }
    out.fixed64(OtlpField.ANY_DOUBLE, Double.doubleToRawLongBits(value));
    return null;
  }

  @Nullable String fixed64(int tag, String text) {
    BigInteger whole = whole(text);
    if (whole == null || whole.signum() < 0 || whole.compareTo(MAX_UINT64) > 0) {
      return UINT64;
    }
    out.fixed64(tag, whole.longValue());
    return null;
  }

  @Nullable String uint32(int tag, String text) {
    long value = uint32(text);
    if (value < 0) {
      return UINT32;
    }
    out.varint(tag, value);
    return null;
  }

  @Nullable String fixed32(int tag, String text) {
    long value = uint32(text);
    if (value < 0) {
      return UINT32;
    }
    out.fixed32(tag, (int) value);
    return null;
  }

  private static long uint32(String text) {
    BigInteger whole = whole(text);
    return whole == null || whole.signum() < 0 || whole.bitLength() > Integer.SIZE
        ? -1
        : whole.longValue() & MAX_UINT32;
  }

  @Nullable String doubleValue(int tag, String text) {
    double value =
        switch (text) {
          case "NaN" -> Double.NaN;
          case "Infinity" -> Double.POSITIVE_INFINITY;
          case "-Infinity" -> Double.NEGATIVE_INFINITY;
          default -> finite(text);
        };
    if (Double.isNaN(value) && !text.equals("NaN")) {
      return NUMBER;
    }
    out.fixed64(tag, Double.doubleToRawLongBits(value));
    return null;
  }

  @Nullable String spanKind(int tag, String text) {
    for (int i = 0; i < SPAN_KINDS.length; i++) {
      if (SPAN_KINDS[i].equals(text)) {
        out.varint(tag, i);
        return null;
      }
    }
    return openEnum(tag, text)
        ? null
        : "0 to 5, or SPAN_KIND_ and UNSPECIFIED, INTERNAL, SERVER, CLIENT, PRODUCER or CONSUMER";
  }

  @Nullable String statusCode(int tag, String text) {
    Integer code = STATUS_CODES.get(text);
    if (code != null) {
      out.varint(tag, code);
      return null;
    }
    return openEnum(tag, text)
        ? null
        : "0 to 2, or STATUS_CODE_UNSET, STATUS_CODE_OK or STATUS_CODE_ERROR";
  }

  /** Enums are open: a number that nobody knows yet is passed on. */
  private boolean openEnum(int tag, String text) {
    BigInteger whole = whole(text);
    if (whole == null || whole.bitLength() >= Integer.SIZE) {
      return false;
    }
    out.varint(tag, whole.longValue());
    return true;
  }

  /**
   * An ID as bytes. One of the wrong length is written with a wrong length: the scanner rejects the
   * span for it, and only that span.
   *
   * @param expectedBytes 16 or 8
   */
  @Nullable String id(int tag, String text, int expectedBytes) {
    for (int i = 0; i < text.length(); i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return expectedBytes * 2 + " hexadecimal digits; IDs are not base64 in OTLP/JSON";
      }
    }
    boolean odd = text.length() % 2 != 0;
    byte[] id = odd ? new byte[1] : HexFormat.of().parseHex(text);
    out.bytes(tag, id, 0, id.length);
    return null;
  }

  /** Bytes in base64, of either alphabet (RFC 4648 sections 4 and 5), padded or not. */
  @Nullable String base64(int tag, String text) {
    int end = text.length();
    while (end > 0 && text.length() - end < 2 && text.charAt(end - 1) == '=') {
      end--;
    }
    byte[] decoded = new byte[(int) (end * 6L / 8)];
    int at = 0;
    int bits = 0;
    int held = 0;
    for (int i = 0; i < end; i++) {
      int digit = base64Digit(text.charAt(i));
      if (digit < 0 || end % 4 == 1) {
        return "base64";
      }
      held = held << 6 | digit;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        decoded[at++] = (byte) (held >> bits);
      }
    }
    out.bytes(tag, decoded, 0, at);
    return null;
  }

  private static int base64Digit(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return switch (c) {
      case '+', '-' -> 62;
      case '/', '_' -> 63;
      default -> -1;
    };
  }

  /** A number without fraction below 2^64, however it is written; null if it is not that. */
  private static @Nullable BigInteger whole(String text) {
    if (isShortInteger(text)) {
      return BigInteger.valueOf(Long.parseLong(text));
    }
    double value = finite(text);
    if (Double.isNaN(value) || Math.abs(value) > TWO_POW_64 || value != Math.rint(value)) {
      return null;
    }
    if (Math.abs(value) < 0x1p53) {
      return BigInteger.valueOf((long) value);
    }
    try {
      return new BigDecimal(text).toBigIntegerExact();
    } catch (ArithmeticException _) {
      return null;
    }
  }

  private static boolean isShortInteger(String text) {
    int digits = text.startsWith("-") ? 1 : 0;
    if (text.length() == digits || text.length() > 18) {
      return false;
    }
    for (int i = digits; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** A number as a double; NaN if it is none, or too large for one. */
  private static double finite(String text) {
    if (!JSON_NUMBER.matcher(text).matches()) {
      return Double.NaN;
    }
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? Double.NaN : value;
  }
}
