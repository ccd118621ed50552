// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import java.util.List;

/**
 * The configuration that a command line names.
 *
 * @param sources the values of {@code --config}
 * @param settings the values of {@code --set}
 * @param featureGates the values of {@code --feature-gates}
 */
record ConfigSources(List<String> sources, List<String> settings, List<String> featureGates) {

  ConfigSources {
    sources = List.copyOf(sources);
    settings = List.copyOf(settings);
    featureGates = List.copyOf(featureGates);
  }
}
