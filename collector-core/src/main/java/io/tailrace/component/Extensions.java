// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

/** The extensions of a collector, as the other components see them. */
@FunctionalInterface
public interface Extensions {

  /** No extensions at all. */
  Extensions NONE =
      id -> {
        throw new ComponentException("extension " + id + ": not in service::extensions");
      };

  /**
   * An extension. It has been created and may not have been started yet.
   *
   * @throws ComponentException if there is none of this name
   */
  Extension get(ComponentId id);

  /**
   * An extension in one of its roles.
   *
   * @param name the extension's ID
   * @throws ComponentException if there is none of this name, or it is something else
   */
  default <T> T get(String name, Class<T> role) {
    Extension extension = get(ComponentId.parse(name));
    if (!role.isInstance(extension)) {
      throw new ComponentException(
          "extension " + name + ": not what is needed here (expected: " + role.getName() + ")");
    }
    return role.cast(extension);
  }
}
