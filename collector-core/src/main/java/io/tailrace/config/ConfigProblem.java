// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

/**
 * Something wrong, or probably not meant, in a configuration.
 *
 * @param at where
 * @param path the path of the key, such as {@code receivers::otlp::protocols}; may be empty
 * @param message what is wrong and what would be right
 */
public record ConfigProblem(Position at, String path, String message)
    implements Comparable<ConfigProblem> {

  @Override
  public int compareTo(ConfigProblem other) {
    int byPosition = at.compareTo(other.at);
    return byPosition != 0 ? byPosition : toString().compareTo(other.toString());
  }

  /** {@code collector.yaml:4:7: receivers::otlp::protocols: unknown key grcp}. */
  @Override
  public String toString() {
    return path.isEmpty() ? at + ": " + message : at + ": " + path + ": " + message;
  }
}
