// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.config.ConfigReport;
import io.tailrace.service.ComponentCatalog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tailrace validate}: everything that {@code run} does before components are started. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    description = "Checks a configuration and prints everything that is wrong with it.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the configuration is valid", "1:a component cannot be made", "2:it is not"})
final class ValidateCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final ComponentCatalog catalog;

  @Mixin private ConfigOptions config = new ConfigOptions();

  ValidateCommand(Terminal terminal, ComponentCatalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    var report = new ConfigReport();
    try (var service =
        CollectorService.create(config.sources(), terminal.environment(), catalog, report)) {
      report.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
      service.discard();
    }
    return ExitCode.OK;
  }
}
