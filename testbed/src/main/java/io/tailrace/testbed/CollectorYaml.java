// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration of the collector under test: one protocol in, tail sampling, OTLP out. It is
 * the same for every collector, but for the buffer, which only Tailrace has.
 *
 * @param protocol what it receives
 * @param receiverPort where it receives
 * @param backendPort where it sends
 * @param metricsPort where its own metrics are
 * @param sampling what it keeps
 * @param storage where the sending queue is; empty if memory has it
 */
record CollectorYaml(
    LoadProtocol protocol,
    int receiverPort,
    int backendPort,
    int metricsPort,
    Sampling sampling,
    Optional<Path> storage) {

  /**
   * What the collector keeps, and how long it waits.
   *
   * @param decisionWait the time from the first span of a trace to the decision
   * @param baselinePercent which part of the normal traces is kept
   * @param bufferMib the limit of Tailrace's buffer; 0 leaves the key out
   * @param memoryLimitMib the limit of a {@code memory_limiter} in front; 0 for none
   */
  record Sampling(
      Duration decisionWait, double baselinePercent, int bufferMib, int memoryLimitMib) {

    /** The same without what only Tailrace knows. */
    Sampling withoutBuffer() {
      return new Sampling(decisionWait, baselinePercent, 0, memoryLimitMib);
    }
  }

  /** The most traces that a collector which counts them may hold: more than ever come. */
  private static final int NUM_TRACES = 50_000_000;

  /** The file's text. */
  String text() {
    return """
    %sreceivers:
    %sprocessors:
    %s  tail_sampling:
        decision_wait: %dms
        num_traces: %d
    %s    policies:
          - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}
          - {name: slow, type: latency, latency: {threshold_ms: 1000}}
          - {name: baseline, type: probabilistic, probabilistic: {sampling_percentage: %s}}
    exporters:
      otlp:
        endpoint: 127.0.0.1:%d
        compression: none
        tls: {insecure: true}
    %sservice:
    %s  pipelines:
        traces:
          receivers: [%s]
          processors: [%s]
          exporters: [otlp]
      telemetry:
        logs: {level: warn}
        metrics:
          readers:
            - pull: {exporter: {prometheus: {host: 127.0.0.1, port: %d}}}
    """
        .formatted(
            storage.map(CollectorYaml::extension).orElse(""),
            protocol.receiverYaml(receiverPort),
            limiter(),
            sampling.decisionWait().toMillis(),
            NUM_TRACES,
            buffer(),
            sampling.baselinePercent(),
            backendPort,
            storage.isEmpty() ? "" : "    sending_queue: {storage: file_storage}\n",
            storage.isEmpty() ? "" : "  extensions: [file_storage]\n",
            protocol.receiverType(),
            sampling.memoryLimitMib() > 0 ? "memory_limiter, tail_sampling" : "tail_sampling",
            metricsPort);
  }

  private static String extension(Path directory) {
    return "extensions:\n  file_storage: {directory: \"%s\", create_directory: true}\n"
        .formatted(directory.toAbsolutePath());
  }

  private String limiter() {
    return sampling.memoryLimitMib() == 0
        ? ""
        : "  memory_limiter: {check_interval: 100ms, limit_mib: %d, spike_limit_mib: %d}\n"
            .formatted(sampling.memoryLimitMib(), sampling.memoryLimitMib() / 5);
  }

  private String buffer() {
    return sampling.bufferMib() == 0
        ? ""
        : "    buffer: {limit_mib: %d}\n".formatted(sampling.bufferMib());
  }
}
