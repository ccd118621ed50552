// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.debug;

import java.util.List;

/**
 * The configuration of {@code debug}.
 *
 * @param verbosity how much is said about each batch
 * @param samplingInitial how many batches are shown in each second
 * @param samplingThereafter of those after, each how-many-th is shown; 0 for none
 * @param useInternalLogger whether the text goes to the collector's log
 * @param outputPaths where it goes otherwise: {@code stdout}, {@code stderr}
 */
public record DebugExporterConfig(
    Verbosity verbosity,
    long samplingInitial,
    long samplingThereafter,
    boolean useInternalLogger,
    List<String> outputPaths) {

  public DebugExporterConfig {
    outputPaths = List.copyOf(outputPaths);
  }
}
