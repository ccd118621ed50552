// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.testbed.translate.Corpus;
import io.tailrace.testbed.translate.KnownDifferences;
import io.tailrace.testbed.translate.Sample;
import io.tailrace.testbed.translate.Translation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether two collectors make the same of what Jaeger's and Zipkin's clients send. */
@Command(
    name = "translate",
    mixinStandardHelpOptions = true,
    description = {
      "Sends a corpus in the formats of Jaeger and Zipkin to a peer and to the server under test"
          + " and compares what they pass on, span by span. Lines with - are the peer's, with +"
          + " the server's.",
      "Exit code 1 if there is a difference that is not known and wanted."
    })
final class TranslateCommand implements Callable<Integer> {

  private static final int TEXT_LIMIT = 600;

  @Mixin ServerOptions servers = new ServerOptions();
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--peer",
      required = true,
      paramLabel = "NAME=COMMAND",
      description = "The collector that is right.")
  String peer = "";

  @Option(
      names = "--receivers",
      defaultValue = "jaeger, zipkin",
      description = "Which receivers are compared (default: ${DEFAULT-VALUE}).")
  String receivers = "";

  @Option(
      names = "--only",
      defaultValue = "",
      description = "Only samples whose wire and name contain this.")
  String only = "";

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the random samples (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--random",
      defaultValue = "40",
      description = "How many random samples of each model (default: ${DEFAULT-VALUE}).")
  int random;

  @Option(names = "--show-known", description = "Print the known differences too.")
  boolean showKnown;

  private int spans;
  private int same;
  private int known;
  private int unexplained;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var report = new Report(spec.commandLine().getOut());
    List<Sample> samples =
        Corpus.samples(seed, random).stream()
            .filter(s -> receivers.contains(s.wire().label().replaceAll("-.*", "")))
            .filter(s -> s.id().contains(only))
            .toList();
    Candidate right = Candidate.parse(peer, "peer");
    try (var one = new TranslationRig(right, receivers, servers.workDirectory);
        var two = new TranslationRig(servers.candidate(), receivers, servers.workDirectory)) {
      for (Sample sample : samples) {
        Translation expected = one.translate(sample, 0);
        Translation actual = two.translate(sample, expected.spans().size());
        spans += expected.spans().size();
        judge(sample, expected.differences(actual), report);
        if (!one.isAlive() || !two.isAlive()) {
          throw new TestbedException(
              "a collector has ended at " + sample.id() + ":\n" + one.logTail() + two.logTail());
        }
      }
    }
    report.line(
        "%n%,d samples, %,d spans: %,d the same, %,d differ on purpose, %,d differ",
        samples.size(), spans, same, known, unexplained);
    return unexplained == 0 ? 0 : 1;
  }

  private void judge(Sample sample, List<String> differences, Report report) {
    Optional<String> reason = KnownDifferences.reason(sample);
    if (differences.isEmpty()) {
      same++;
    } else if (reason.isPresent()) {
      known++;
      if (showKnown) {
        print("known", sample, differences, report);
        report.line("    because %s", reason.get());
      }
    } else {
      unexplained++;
      print("DIFFERS", sample, differences, report);
    }
  }

  private static void print(String what, Sample sample, List<String> lines, Report report) {
    String text = sample.text();
    report.line("%n%s %s", what, sample.id());
    report.line(
        "    input %s", text.length() > TEXT_LIMIT ? text.substring(0, TEXT_LIMIT) + "..." : text);
    lines.forEach(line -> report.line("    %s", line));
  }
}
