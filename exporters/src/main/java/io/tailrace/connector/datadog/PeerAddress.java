// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes IP addresses out of peer tags, which would be a group each (datadog-agent {@code
 * obfuscate.QuantizePeerIPAddresses}). Those that every host has stay.
 */
final class PeerAddress {

  private static final String BLOCKED = "blocked-ip-address";

  private static final Set<String> KEPT =
      Set.of("127.0.0.1", "::1", "169.254.169.254", "fd00:ec2::254", "169.254.170.2");

  private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";

  /** Dots, or dashes or underscores as in names that are made of addresses. */
  private static final Pattern V4 =
      Pattern.compile("(ip-)?(" + BYTE + "(?:[.\\-_]" + BYTE + "){3})(.*)");

  private static final Pattern V6 =
      Pattern.compile("\\[?([0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})(\\](?::\\d+)?)?");

  private PeerAddress() {}

  /** Whether the value can be left as it is at one glance: no address begins so. */
  static boolean isName(byte first) {
    return (first >= 'g' && first <= 'z' && first != 'i')
        || (first >= 'G' && first <= 'Z')
        || first < 0;
  }

  /** The value without addresses; of a list, each element once. */
  static String quantize(String value) {
    if (value.indexOf(',') < 0) {
      return one(value);
    }
    var all = new java.util.LinkedHashSet<String>();
    for (String each : value.split(",", -1)) {
      all.add(one(each.strip()));
    }
    return String.join(",", all);
  }

  private static String one(String value) {
    var four = V4.matcher(value);
    if (four.matches()) {
      String rest = four.group(3);
      boolean ends = rest.isEmpty() || ":/.-".indexOf(rest.charAt(0)) >= 0;
      return !ends || KEPT.contains(four.group(2)) ? value : BLOCKED + rest;
    }
    var six = V6.matcher(value);
    if (six.matches() && !KEPT.contains(six.group(1))) {
      String tail = six.group(2);
      return BLOCKED + (tail == null || tail.length() < 2 ? "" : tail.substring(1));
    }
    return value;
  }
}
