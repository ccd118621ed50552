// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

/** A whole configuration: merged, and with its references replaced. Belongs to one thread. */
public final class ConfigDocument {

  private final ConfigValue root;
  private final ConfigReport report;

  ConfigDocument(ConfigValue root, ConfigReport report) {
    this.root = root;
    this.report = report;
  }

  /** The outermost node, with its reading still to be done. */
  public ConfigNode node() {
    return YamlNode.root(root, report);
  }

  /**
   * The configuration as YAML.
   *
   * @param secrets what to do with values that were read as secrets
   */
  public String toYaml(Secrets secrets) {
    return new ConfigPrinter(report, secrets).yaml(root);
  }

  /** The configuration as JSON; see {@link #toYaml}. */
  public String toJson(Secrets secrets) {
    return new ConfigPrinter(report, secrets).json(root);
  }

  /** What a printed configuration shows of the values that were read as secrets. */
  public enum Secrets {
    REDACTED,
    SHOWN
  }
}
