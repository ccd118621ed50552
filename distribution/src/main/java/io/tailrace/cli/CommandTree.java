// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.cli.demo.DemoCommand;
import io.tailrace.service.ComponentCatalog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code tailrace} as picocli sees it: finds the sub-command and calls it. */
final class CommandTree {

  private final Terminal terminal;
  private final Map<String, Supplier<Callable<Integer>>> commands = new LinkedHashMap<>();

  CommandTree(Terminal terminal, ComponentCatalog catalog) {
    this.terminal = terminal;
    commands.put("run", () -> new RunCommand(terminal, catalog));
    commands.put("validate", () -> new ValidateCommand(terminal, catalog));
    commands.put("components", () -> new ComponentsCommand(terminal, catalog));
    commands.put("print-config", () -> new PrintConfigCommand(terminal, catalog));
    commands.put(
        "demo",
        () -> new DemoCommand(yaml -> ServiceInDemo.start(yaml, catalog), terminal.environment()));
    commands.put("version", () -> new VersionCommand(terminal));
  }

  /** Runs one command line and returns the exit code of the process. */
  int execute(String... args) {
    return commandLine(args).execute(args);
  }

  /** Only the command that is asked for is built: the others cost time at every start. */
  private CommandLine commandLine(String... args) {
    var line = new CommandLine(new Top());
    boolean known = args.length > 0 && commands.containsKey(args[0]);
    for (String name : known ? List.of(args[0]) : List.copyOf(commands.keySet())) {
      line.addSubcommand(name, supplier(name).get());
    }
    return line.setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setParameterExceptionHandler((e, rejected) -> usageError(e))
        .setExecutionExceptionHandler((e, _, _) -> Failures.exitCode(e, terminal.err()));
  }

  private Supplier<Callable<Integer>> supplier(String name) {
    Supplier<Callable<Integer>> supplier = commands.get(name);
    if (supplier == null) {
      throw new IllegalStateException("no command " + name);
    }
    return supplier;
  }

  private int usageError(ParameterException e) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    terminal.err().println(spec.qualifiedName() + ": " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, terminal.err());
    terminal.err().println("Try '" + spec.qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  /** {@code tailrace} without a sub-command. */
  @Command(
      name = "tailrace",
      mixinStandardHelpOptions = true,
      versionProvider = VersionCommand.Provider.class,
      description = "A tail-sampling trace collector.",
      footer = {"", "Start with:  tailrace run --config collector.yaml"},
      synopsisSubcommandLabel = "COMMAND")
  static final class Top implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      throw new ParameterException(
          Objects.requireNonNull(spec, "spec").commandLine(), "no command given");
    }
  }
}
