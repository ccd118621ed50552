// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What was found while a configuration was read: errors, warnings, and which of its values are
 * secret. Belongs to one thread.
 */
public final class ConfigReport {

  private final List<ConfigProblem> errors = new ArrayList<>();
  private final List<ConfigProblem> warnings = new ArrayList<>();
  private final Set<ConfigValue> secrets = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Adds an error. */
  public void error(Position at, String path, String message) {
    add(errors, new ConfigProblem(at, path, message));
  }

  void error(ConfigProblem problem) {
    add(errors, problem);
  }

  /** Adds a warning. */
  public void warn(Position at, String path, String message) {
    add(warnings, new ConfigProblem(at, path, message));
  }

  /** The errors, sorted by position. */
  public List<ConfigProblem> errors() {
    return errors.stream().sorted().toList();
  }

  /** The warnings, sorted by position. */
  public List<ConfigProblem> warnings() {
    return warnings.stream().sorted().toList();
  }

  /**
   * Ends the reading of a configuration that has errors.
   *
   * @throws ConfigException with all errors, if there is at least one
   */
  public void throwIfErrors() {
    if (!errors.isEmpty()) {
      throw new ConfigException(errors());
    }
  }

  void markSecret(ConfigValue value) {
    secrets.add(value);
  }

  boolean isSecret(ConfigValue value) {
    return secrets.contains(value);
  }

  private static void add(List<ConfigProblem> list, ConfigProblem problem) {
    if (!list.contains(problem)) {
      list.add(problem);
    }
  }
}
