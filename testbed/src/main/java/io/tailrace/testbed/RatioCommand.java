// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many spans per CPU-second a collector takes, compared with a server that does nothing. */
@Command(
    name = "ratio",
    mixinStandardHelpOptions = true,
    description = {
      "Measures spans per CPU-second of the null server, the server under test and its peers,"
          + " one after the other and again, and prints medians of each and of their ratios.",
      "Exit code 1 if an error or slow trace was lost, or the ratio is below --at-least."
    })
final class RatioCommand implements Callable<Integer> {

  private static final Duration FINISH_LIMIT = Duration.ofSeconds(30);

  private static final String NULL_SERVER = "null-server";

  /** Behind the name of a server whose queue is in files. */
  private static final String STORED = "+storage";

  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);

  @Mixin ServerOptions servers = new ServerOptions();
  @Mixin WorkloadOptions workload = new WorkloadOptions();
  @Mixin SamplingOptions sampling = new SamplingOptions();
  @Mixin ComparisonOptions comparison = new ComparisonOptions();
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--rate", defaultValue = "0", description = "Spans per second; 0 for no limit.")
  long rate;

  @Option(
      names = "--skip-server",
      description = "Measure the null server and the comparison.peers only.")
  boolean skipServer;

  @Option(
      names = "--storage",
      paramLabel = "DIRECTORY",
      description =
          "Also run the server under test with its sending queue in files in this directory, which"
              + " is emptied afterwards, and compare the two.")
  @Nullable Path storage;

  @Option(
      names = "--storage-at-least",
      defaultValue = "0",
      description = "The smallest ratio to the queue in memory that passes (default: none).")
  double storageAtLeast;

  @Option(
      names = "--at-least",
      defaultValue = "0",
      description = "The smallest ratio to the null server that passes (default: none).")
  double atLeast;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var report = new Report(spec.commandLine().getOut());
    servers.pinSelf();
    var results = new LinkedHashMap<String, List<Double>>();
    boolean lossless = true;
    for (int i = 0; i < comparison.repeat; i++) {
      for (Candidate candidate : candidates()) {
        lossless &= measure(candidate, Optional.empty(), results, report);
      }
      if (storage != null) {
        lossless &= measureWithStorage(storage, results, report);
      }
    }
    boolean passes = true;
    report.line("%nmedians of %d rounds", comparison.repeat);
    for (Map.Entry<String, List<Double>> entry : results.entrySet()) {
      List<Double> ratios = ratios(results, entry.getKey(), NULL_SERVER);
      double ratio = Median.of(ratios);
      report.line(
          "%-14s %,12.0f spans/CPU-s   ratio to null-server %.4f (%s)",
          entry.getKey(), Median.of(entry.getValue()), ratio, inOrder(ratios));
      passes &= !entry.getKey().equals(servers.candidate().name()) || ratio >= atLeast;
    }
    if (storage != null) {
      String name = servers.candidate().name();
      double ratio = Median.of(ratios(results, name + STORED, name));
      report.line("%s: %.3f of what it takes with the queue in memory", name + STORED, ratio);
      passes &= ratio >= storageAtLeast;
    }
    return lossless && passes ? 0 : 1;
  }

  /** The ratio in every round: what the host does to one server it does to the next one too. */
  private static List<Double> ratios(
      Map<String, List<Double>> results, String name, String reference) {
    List<Double> measured = results.getOrDefault(name, List.of());
    List<Double> base = results.getOrDefault(reference, List.of());
    return IntStream.range(0, Math.min(measured.size(), base.size()))
        .mapToObj(round -> measured.get(round) / base.get(round))
        .toList();
  }

  private static String inOrder(List<Double> ratios) {
    return ratios.stream().sorted().map("%.3f"::formatted).collect(Collectors.joining(", "));
  }

  private boolean measureWithStorage(
      Path directory, Map<String, List<Double>> results, Report report)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path queue = Files.createTempDirectory(directory, "queue");
    try {
      return measure(servers.candidate(), Optional.of(queue), results, report);
    } finally {
      try (Stream<Path> files = Files.walk(queue)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  private List<Candidate> candidates() {
    return Stream.of(
            Stream.of(NullServerCommand.candidate()),
            skipServer ? Stream.<Candidate>empty() : Stream.of(servers.candidate()),
            comparison.peers.stream().map(text -> Candidate.parse(text, "peer")))
        .flatMap(s -> s)
        .toList();
  }

  private boolean measure(
      Candidate candidate, Optional<Path> queue, Map<String, List<Double>> results, Report report)
      throws IOException, InterruptedException {
    String name = queue.isPresent() ? candidate.name() + STORED : candidate.name();
    try (var rig =
            new Rig(
                LoadProtocol.OTLP,
                candidate,
                sampling.sampling(),
                servers.placement(),
                servers.workDirectory,
                queue);
        var generator = rig.generator(workload.workload(rate, 0));
        var memory = new RssSeries(rig.server())) {
      generator.start();
      Thread.sleep(comparison.warmUp);
      Measurement m = Measurement.of(generator, rig.server(), comparison.duration, rig.clock());
      results.computeIfAbsent(name, _ -> new ArrayList<>()).add(m.spansPerCpuSecond());
      report.measurement(name, m);
      generator.finish(FINISH_LIMIT);
      report.refusals(generator);
      if (candidate.name().equals(NULL_SERVER)) {
        return true;
      }
      rig.settle(SETTLE_LIMIT);
      report.memory(memory, rig.server());
      Verdict verdict = rig.ledger().verdict();
      report.verdict(verdict);
      return verdict.isEveryMustKeepTraceComplete() || !candidate.isTailrace();
    }
  }
}
