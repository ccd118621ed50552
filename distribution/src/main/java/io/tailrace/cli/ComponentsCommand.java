// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.component.ComponentKind;
import io.tailrace.component.ComponentType;
import io.tailrace.service.ComponentCatalog;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code tailrace components}: YAML in the form of the collector's own command. */
@Command(
    name = "components",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    description = "Lists the components that a configuration can name, as YAML.")
final class ComponentsCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final ComponentCatalog catalog;

  ComponentsCommand(Terminal terminal, ComponentCatalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    PrintWriter out = terminal.out();
    out.println("buildinfo:");
    out.println("  command: tailrace");
    out.println("  version: " + Version.current());
    for (ComponentKind kind : ComponentKind.values()) {
      List<ComponentType> types = catalog.types(kind);
      out.println(kind.section() + (types.isEmpty() ? ": []" : ":"));
      types.forEach(type -> print(out, kind, type));
    }
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, ComponentKind kind, ComponentType type) {
    String level = type.stability().name().toLowerCase(Locale.ROOT);
    out.println("  - name: " + type.name());
    if (!type.aliases().isEmpty()) {
      out.println("    aliases: [" + String.join(", ", type.aliases()) + "]");
    }
    out.println("    description: " + type.description());
    out.println("    stability:");
    switch (kind) {
      case EXTENSION -> out.println("      extension: " + level);
      case CONNECTOR -> out.println("      traces-to-traces: " + level);
      case RECEIVER, PROCESSOR, EXPORTER -> out.println("      traces: " + level);
    }
  }
}
