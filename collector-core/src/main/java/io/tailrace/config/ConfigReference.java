// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

/**
 * A name that stands for something defined elsewhere in the configuration.
 *
 * @param node where it stands
 * @param key the key that it stands at
 * @param name the name
 * @param role what the thing that is named must be
 */
public record ConfigReference(ConfigNode node, String key, String name, Class<?> role) {

  /** Reports that the name is wrong, at its line and column. */
  public void error(String message) {
    node.error(key, message);
  }
}
