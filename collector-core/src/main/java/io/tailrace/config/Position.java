// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

/**
 * Where something stands in a configuration.
 *
 * @param source the file as the user named it, or another source such as {@code env:CONFIG}
 * @param line counted from 1; 0 if the source has no lines worth naming
 * @param column counted from 1, in characters
 */
public record Position(String source, int line, int column) implements Comparable<Position> {

  /** The position that stands for a whole source. */
  public static Position of(String source) {
    return new Position(source, 0, 0);
  }

  /** The position that follows {@code text} in a source that starts with it. */
  static Position after(String source, CharSequence text) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < text.length(); i++) {
      boolean newLine = text.charAt(i) == '\n';
      line += newLine ? 1 : 0;
      column = newLine ? 1 : column + 1;
    }
    return new Position(source, line, column);
  }

  @Override
  public int compareTo(Position other) {
    int bySource = source.compareTo(other.source);
    if (bySource != 0) {
      return bySource;
    }
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /** {@code collector.yaml:4:7}. */
  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
