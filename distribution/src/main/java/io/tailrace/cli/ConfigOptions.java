// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that name a configuration. */
final class ConfigOptions {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "SOURCE",
      description = {
        "A file, file:PATH, env:NAME (a variable that holds YAML) or yaml:TEXT",
        "(yaml:exporters::debug::verbosity: detailed). May be given several",
        "times: mappings are merged key by key, lists and values replaced."
      })
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "Sets one option, after all --config: --set processors.batch.timeout=2s.",
        "The value is read as YAML."
      })
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--feature-gates",
      paramLabel = "GATES",
      description = "Behaviour to switch on (+name or name) or off (-name), separated by commas.")
  private List<String> featureGates = new ArrayList<>();

  ConfigSources sources() {
    return new ConfigSources(sources, settings, featureGates);
  }
}
