// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.tracestate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A W3C tracestate as sampling sees it: the fields {@code rv} and {@code th} of the member {@code
 * ot}, and everything else to be passed on.
 *
 * @param randomness the value of {@code rv}, 14 hexadecimal digits, or empty
 * @param threshold the value of {@code th}, 1 to 14 hexadecimal digits, or empty
 * @param otherFields the other fields of {@code ot}, such as {@code p:8}
 * @param otherMembers the members of other vendors, as they stood
 */
record OtelTraceState(
    String randomness, String threshold, List<String> otherFields, List<String> otherMembers) {

  /** The collector counts from 32 as too many, although W3C allows 32. */
  private static final int TOO_MANY_MEMBERS = 32;

  private static final int HEX_DIGITS = 14;

  private static final Pattern FIELD = Pattern.compile("[a-z][a-z0-9]*:[a-zA-Z0-9._\\-]*");
  private static final Pattern MEMBER_KEY = Pattern.compile("[a-z0-9][a-z0-9_\\-*/@]{0,255}");
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");

  OtelTraceState {
    otherFields = List.copyOf(otherFields);
    otherMembers = List.copyOf(otherMembers);
  }

  /** Parses a tracestate; empty if it is not well-formed. */
  static Optional<OtelTraceState> parse(String text) {
    var members = new ArrayList<String>();
    String ot = "";
    for (String part : text.split(",", -1)) {
      String member = part.strip();
      int equals = member.indexOf('=');
      if (member.isEmpty()) {
        continue;
      }
      if (equals < 0 || !MEMBER_KEY.matcher(member.substring(0, equals)).matches()) {
        return Optional.empty();
      }
      if (member.startsWith("ot=")) {
        ot = member.substring(3);
      } else {
        members.add(member);
      }
    }
    boolean tooMany = members.size() + (ot.isEmpty() ? 0 : 1) >= TOO_MANY_MEMBERS;
    return tooMany ? Optional.empty() : parseOt(ot, members);
  }

  private static Optional<OtelTraceState> parseOt(String ot, List<String> members) {
    String randomness = "";
    String threshold = "";
    var others = new ArrayList<String>();
    for (String field : ot.isEmpty() ? new String[0] : ot.split(";", -1)) {
      if (!FIELD.matcher(field).matches()) {
        return Optional.empty();
      }
      String value = field.substring(field.indexOf(':') + 1);
      if (field.startsWith("rv:")) {
        randomness = value;
      } else if (field.startsWith("th:")) {
        threshold = value;
      } else {
        others.add(field);
      }
    }
    boolean wellFormed =
        (randomness.isEmpty() || (randomness.length() == HEX_DIGITS && isHex(randomness)))
            && (threshold.isEmpty() || (threshold.length() <= HEX_DIGITS && isHex(threshold)));
    return wellFormed
        ? Optional.of(new OtelTraceState(randomness, threshold, others, members))
        : Optional.empty();
  }

  private static boolean isHex(String text) {
    return HEX.matcher(text).matches();
  }

  /** The randomness as a number of 56 bits; there must be one. */
  long randomnessBits() {
    return Long.parseLong(randomness, 16);
  }

  /** The threshold as a number of 56 bits; -1 if there is none. */
  long thresholdBits() {
    return threshold.isEmpty() ? -1 : thresholdBits(threshold);
  }

  private static long thresholdBits(String hex) {
    return Long.parseLong(hex, 16) << 4 * (HEX_DIGITS - hex.length());
  }

  /**
   * The same with another threshold (56 bits), {@code ot} first, its fields in the order rv, th.
   */
  String withThreshold(long bits) {
    var out = new StringBuilder("ot=");
    if (!randomness.isEmpty()) {
      out.append("rv:").append(randomness).append(';');
    }
    out.append("th:").append(hex(bits));
    otherFields.forEach(field -> out.append(';').append(field));
    otherMembers.forEach(member -> out.append(',').append(member));
    return out.toString();
  }

  /** A threshold as {@code th} writes it: hexadecimal, zeros at the end left out. */
  static String hex(long bits) {
    String digits = String.format("%014x", bits);
    int end = digits.length();
    while (end > 1 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }
}
