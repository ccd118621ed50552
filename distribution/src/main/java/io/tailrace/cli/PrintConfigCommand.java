// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.config.ConfigDocument;
import io.tailrace.config.ConfigDocument.Secrets;
import io.tailrace.config.ConfigLoader;
import io.tailrace.config.ConfigReport;
import io.tailrace.service.CollectorConfig;
import io.tailrace.service.ComponentCatalog;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code tailrace print-config}. */
@Command(
    name = "print-config",
    aliases = "print-initial-config",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    description = "Prints the configuration that all sources make together, references replaced.")
final class PrintConfigCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final ComponentCatalog catalog;

  @Mixin private ConfigOptions config = new ConfigOptions();

  @Option(
      names = "--mode",
      paramLabel = "redacted|unredacted",
      defaultValue = "redacted",
      converter = ModeConverter.class,
      description = "Whether secrets such as headers are shown. Default: ${DEFAULT-VALUE}")
  private Secrets mode = Secrets.REDACTED;

  @Option(
      names = "--format",
      paramLabel = "yaml|json",
      defaultValue = "yaml",
      converter = FormatConverter.class,
      description = "Default: ${DEFAULT-VALUE}")
  private Format format = Format.YAML;

  PrintConfigCommand(Terminal terminal, ComponentCatalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    var report = new ConfigReport();
    ConfigSources sources = config.sources();
    ConfigDocument document =
        new ConfigLoader(terminal.environment())
            .load(sources.sources(), sources.settings(), report);
    CollectorConfig.parse(document.node(), catalog);
    if (mode == Secrets.REDACTED) {
      report.throwIfErrors();
    }
    report.errors().forEach(error -> terminal.err().println("error: " + error));
    report.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
    terminal
        .out()
        .print(
            switch (format) {
              case YAML -> document.toYaml(mode);
              case JSON -> document.toJson(mode);
            });
    return report.errors().isEmpty() ? ExitCode.OK : ExitCode.USAGE;
  }

  /** How the configuration is written. */
  enum Format {
    YAML,
    JSON
  }

  /** Reads {@code --format}. */
  static final class FormatConverter implements ITypeConverter<Format> {
    @Override
    public Format convert(String value) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "yaml" -> Format.YAML;
        case "json" -> Format.JSON;
        default -> throw new TypeConversionException(value + " (expected: yaml or json)");
      };
    }
  }

  /** Reads {@code --mode}. */
  static final class ModeConverter implements ITypeConverter<Secrets> {
    @Override
    public Secrets convert(String value) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "redacted" -> Secrets.REDACTED;
        case "unredacted" -> Secrets.SHOWN;
        default -> throw new TypeConversionException(value + " (expected: redacted or unredacted)");
      };
    }
  }
}
