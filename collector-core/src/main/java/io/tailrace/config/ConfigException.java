// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration cannot be used; the message has one line per error, in the order of the file. */
public final class ConfigException extends RuntimeException {

  private final transient List<ConfigProblem> errors;

  /**
   * Makes one.
   *
   * @param errors what is wrong (expected: at least one)
   */
  public ConfigException(List<ConfigProblem> errors) {
    super(errors.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.errors = List.copyOf(errors);
  }

  ConfigException(Position at, String message) {
    this(List.of(new ConfigProblem(at, "", message)));
  }

  /** Every error, sorted by position. */
  public List<ConfigProblem> errors() {
    return errors;
  }
}
