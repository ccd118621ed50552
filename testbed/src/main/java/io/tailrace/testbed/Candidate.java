// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.util.List;

/**
 * A server that can be put under test.
 *
 * @param name as it stands in reports
 * @param command its words; {@code {config}} and {@code {port}} are replaced
 * @param isTailrace whether it knows what only Tailrace knows, such as {@code buffer}
 */
record Candidate(String name, List<String> command, boolean isTailrace) {

  Candidate {
    command = List.copyOf(command);
  }

  /** Parses a command, or {@code name=command}; words are separated by blanks. */
  static Candidate parse(String text, String defaultName) {
    int equals = text.indexOf('=');
    boolean named = equals > 0 && text.substring(0, equals).matches("[\\w-]+");
    String name = named ? text.substring(0, equals) : defaultName;
    String command = named ? text.substring(equals + 1) : text;
    return new Candidate(name, List.of(command.strip().split("\\s+")), name.equals("tailrace"));
  }

  /** The command with its places filled in. */
  List<String> command(String config, int port) {
    return command.stream()
        .map(word -> word.replace("{config}", config).replace("{port}", String.valueOf(port)))
        .toList();
  }
}
