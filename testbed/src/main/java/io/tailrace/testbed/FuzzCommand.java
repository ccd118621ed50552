// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.testbed.fuzz.Fuzzer;
import io.tailrace.testbed.fuzz.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether damaged messages harm a decoder. */
@Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    description = {
      "Damages whole messages of every format and lets the decoders of the receivers read them:"
          + " each must be refused, or become OTLP that protobuf's own parser reads, without an"
          + " exception, within 256 KiB and 64 bytes for each of its bytes, and in time.",
      "The same for the same seed. Exit code 1 if there is a failure, 3 if a message hangs."
    })
final class FuzzCommand implements Callable<Integer> {

  private static final int HANG = 3;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--messages",
      defaultValue = "1000000",
      description = "Messages for each decoder (default: ${DEFAULT-VALUE}).")
  long messages;

  @Option(
      names = "--decoder",
      paramLabel = "NAME",
      description = "Only this one; may be given again (default: all).")
  List<String> decoders = new ArrayList<>();

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Which messages (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--hang",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description = "How long one message may take (default: ${DEFAULT-VALUE}).")
  Duration hang = Duration.ZERO;

  private boolean passes = true;

  @Override
  public Integer call() {
    var report = new Report(spec.commandLine().getOut());
    List<Target> targets =
        decoders.isEmpty()
            ? Arrays.asList(Target.values())
            : decoders.stream().map(Target::of).toList();
    report.line(
        "%-20s %12s %12s %12s %12s %12s %10s %9s",
        "decoder",
        "messages",
        "accepted",
        "with spans",
        "rejected",
        "most bytes",
        "bytes/byte",
        "failures");
    for (Target target : targets) {
      print(
          target,
          Fuzzer.run(target, seed, messages, hang, number -> hangs(target, number)),
          report);
    }
    return passes ? 0 : 1;
  }

  private void print(Target target, Fuzzer.Result result, Report report) {
    report.line(
        "%-20s %,12d %,12d %,12d %,12d %,12d %10.1f %9d",
        target.label(),
        result.messages(),
        result.accepted(),
        result.withSpans(),
        result.rejected(),
        result.highestBytes(),
        result.highestRatio(),
        result.failures().size());
    for (Fuzzer.Failure failure : result.failures()) {
      passes = false;
      report.line(
          "    FAIL %s (%,d times); first: seed %d, message %d, %d bytes",
          failure.what(), failure.count(), seed, failure.number(), failure.length());
      report.line("    %s", failure.hex());
    }
  }

  private void hangs(Target target, long number) {
    byte[] message = Fuzzer.message(target, seed, number);
    var report = new Report(spec.commandLine().getOut());
    report.line(
        "%s HANGS: no answer within %s; seed %d, message %d, %d bytes",
        target.label(), hang, seed, number, message.length);
    report.line("    %s", Fuzzer.hex(message));
    Runtime.getRuntime().halt(HANG);
  }
}
