// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many spans per CPU-second a collector takes in each protocol, compared with others. */
@Command(
    name = "protocols",
    mixinStandardHelpOptions = true,
    description = {
      "Measures spans per CPU-second in Jaeger gRPC, Jaeger Thrift over HTTP and Zipkin JSON v2:"
          + " the server under test and its peers, one after the other and again.",
      "Exit code 1 if the server lost an error or slow trace, or a ratio is below --at-least."
    })
final class ProtocolsCommand implements Callable<Integer> {

  private static final Duration FINISH_LIMIT = Duration.ofSeconds(30);
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);

  @Mixin ServerOptions servers = new ServerOptions();
  @Mixin WorkloadOptions workload = WorkloadOptions.withDefaults(200, 400, 16);
  @Mixin SamplingOptions sampling = new SamplingOptions();
  @Mixin ComparisonOptions comparison = new ComparisonOptions();
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--protocol",
      defaultValue = "jaeger-grpc,jaeger-thrift,zipkin-json",
      split = ",",
      description = "What to measure; also otlp (default: ${DEFAULT-VALUE}).")
  List<String> protocols = new ArrayList<>();

  @Option(
      names = "--at-least",
      paramLabel = "PROTOCOL=RATIO",
      description =
          "How many times the spans per CPU-second of every peer the server must reach; may be"
              + " given again.")
  Map<String, Double> atLeast = new LinkedHashMap<>();

  private boolean isLossless = true;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var report = new Report(spec.commandLine().getOut());
    List<LoadProtocol> chosen = protocols.stream().map(LoadProtocol::of).toList();
    atLeast.keySet().forEach(LoadProtocol::of);
    servers.pinSelf();
    var results = new LinkedHashMap<LoadProtocol, Map<String, List<Double>>>();
    for (int i = 0; i < comparison.repeat; i++) {
      for (LoadProtocol protocol : chosen) {
        var ofProtocol = results.computeIfAbsent(protocol, _ -> new LinkedHashMap<>());
        for (Candidate candidate : candidates()) {
          double measured = measure(protocol, candidate, report);
          ofProtocol.computeIfAbsent(candidate.name(), _ -> new ArrayList<>()).add(measured);
        }
      }
    }
    boolean passes = true;
    report.line("%nmedians of %d, spans/CPU-s", comparison.repeat);
    for (var entry : results.entrySet()) {
      passes &= compare(entry.getKey(), entry.getValue(), report);
    }
    return isLossless && passes ? 0 : 1;
  }

  private List<Candidate> candidates() {
    return Stream.concat(
            Stream.of(servers.candidate()),
            comparison.peers.stream().map(text -> Candidate.parse(text, "peer")))
        .toList();
  }

  private double measure(LoadProtocol protocol, Candidate candidate, Report report)
      throws IOException, InterruptedException {
    report.line("%n%s to %s", protocol.label(), candidate.name());
    try (var rig =
            new Rig(
                protocol,
                candidate,
                sampling.sampling(),
                servers.placement(),
                servers.workDirectory);
        var generator = rig.generator(workload.workload(0, 0))) {
      generator.start();
      Thread.sleep(comparison.warmUp);
      Measurement m = Measurement.of(generator, rig.server(), comparison.duration, rig.clock());
      report.measurement(candidate.name(), m);
      generator.finish(FINISH_LIMIT);
      report.refusals(generator);
      rig.settle(SETTLE_LIMIT);
      Verdict verdict = rig.ledger().verdict();
      report.verdict(verdict);
      isLossless &= verdict.isEveryMustKeepTraceComplete() || !candidate.isTailrace();
      return m.spansPerCpuSecond();
    }
  }

  private boolean compare(LoadProtocol protocol, Map<String, List<Double>> results, Report report) {
    String server = servers.candidate().name();
    double own = Median.of(results.getOrDefault(server, List.of()));
    report.line("%-14s %-14s %,12.0f", protocol.label(), server, own);
    boolean passes = true;
    for (Map.Entry<String, List<Double>> entry : results.entrySet()) {
      if (!entry.getKey().equals(server)) {
        double peer = Median.of(entry.getValue());
        double ratio = peer == 0 ? 0 : own / peer;
        report.line(
            "%-14s %-14s %,12.0f   %s is %.2f times that",
            protocol.label(), entry.getKey(), peer, server, ratio);
        Double wanted = atLeast.get(protocol.label());
        passes &= wanted == null || report.check(ratio >= wanted, "at least %.1f times", wanted);
      }
    }
    return passes;
  }
}
