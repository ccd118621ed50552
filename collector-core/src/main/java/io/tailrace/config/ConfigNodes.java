// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

/** Makes {@link ConfigNode}s of YAML text that stands alone: for tests and single values. */
public final class ConfigNodes {

  private ConfigNodes() {}

  /**
   * Reads YAML text as the section of one component; positions name the source {@code config.yaml},
   * paths start at the text's own keys. Nothing is expanded.
   *
   * @param report takes what the reader of the node finds
   * @throws ConfigException if the text is not YAML, or not a mapping
   */
  public static ConfigNode parse(String yaml, ConfigReport report) {
    ConfigValue root = YamlReader.read("config.yaml", yaml);
    return YamlNode.root(root, report);
  }
}
