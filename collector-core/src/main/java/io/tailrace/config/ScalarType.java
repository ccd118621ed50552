// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import java.math.BigInteger;

/**
 * What a plain (unquoted) scalar means, by the rules of the collector's YAML reader (YAML 1.2 core
 * schema, and {@code 0b}, {@code 0o}, leading-zero octal and {@code _} within numbers).
 */
enum ScalarType {
  NULL,
  BOOLEAN,
  INTEGER,
  FLOAT,
  STRING;

  /** The type of a plain scalar. */
  static ScalarType of(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> NULL;
      case "true", "True", "TRUE", "false", "False", "FALSE" -> BOOLEAN;
      case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> FLOAT;
      case "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN" -> FLOAT;
      default -> numberOrString(text);
    };
  }

  private static ScalarType numberOrString(String text) {
    char first = text.charAt(0);
    boolean maybeNumber =
        first == '-' || first == '+' || first == '.' || (first >= '0' && first <= '9');
    if (!maybeNumber) {
      return STRING;
    }
    if (isInteger(text)) {
      return INTEGER;
    }
    return isFloat(text.replace("_", "")) ? FLOAT : STRING;
  }

  private static boolean isInteger(String text) {
    try {
      integer(text);
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  /**
   * The value of an integer of any size.
   *
   * @throws NumberFormatException if it is none
   */
  static BigInteger integer(String text) {
    if (text.isEmpty() || text.charAt(0) == '_') {
      throw new NumberFormatException(text);
    }
    String plain = text.replace("_", "");
    boolean negative = plain.startsWith("-");
    String digits = negative || plain.startsWith("+") ? plain.substring(1) : plain;
    int radix = radix(digits);
    String body = digits.substring(prefixLength(digits, radix));
    if (body.isEmpty() || body.charAt(0) == '-' || body.charAt(0) == '+') {
      throw new NumberFormatException(text);
    }
    var value = new BigInteger(body, radix);
    return negative ? value.negate() : value;
  }

  private static int radix(String digits) {
    if (digits.length() < 2 || digits.charAt(0) != '0') {
      return 10;
    }
    return switch (digits.charAt(1)) {
      case 'x', 'X' -> 16;
      case 'b', 'B' -> 2;
      default -> 8;
    };
  }

  private static int prefixLength(String digits, int radix) {
    if (radix == 10) {
      return 0;
    }
    boolean bareOctal = radix == 8 && Character.isDigit(digits.charAt(1));
    boolean octal = digits.charAt(1) == 'o' || digits.charAt(1) == 'O';
    return bareOctal || (radix == 8 && !octal) ? 1 : 2;
  }

  /** {@code [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?}. */
  private static boolean isFloat(String text) {
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int whole = digits(text, at);
    at += whole;
    int fraction = 0;
    if (at < text.length() && text.charAt(at) == '.') {
      fraction = digits(text, at + 1);
      at += 1 + fraction;
    }
    if (whole + fraction == 0) {
      return false;
    }
    if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
      at++;
      if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        at++;
      }
      int exponent = digits(text, at);
      if (exponent == 0) {
        return false;
      }
      at += exponent;
    }
    return at == text.length();
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - from;
  }

  /** The value of a scalar that is {@link #INTEGER} or {@link #FLOAT}. */
  static double number(String text) {
    String bare = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
    double sign = text.startsWith("-") ? -1 : 1;
    if (bare.equalsIgnoreCase(".inf")) {
      return sign * Double.POSITIVE_INFINITY;
    }
    if (bare.equalsIgnoreCase(".nan")) {
      return Double.NaN;
    }
    return isInteger(text)
        ? integer(text).doubleValue()
        : Double.parseDouble(text.replace("_", ""));
  }
}
