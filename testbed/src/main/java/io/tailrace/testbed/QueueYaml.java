// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The configuration of a collector whose sending queue is under test: everything that comes is
 * kept.
 *
 * @param receiverPort where it receives
 * @param backendPort where it sends
 * @param metricsPort where its own metrics are
 * @param storage where its queue is; empty for memory
 * @param queueBytes what the queue holds
 * @param isSampling whether spans go through {@code tail_sampling}, with a buffer of 64 MiB
 */
record QueueYaml(
    int receiverPort,
    int backendPort,
    int metricsPort,
    Optional<Path> storage,
    long queueBytes,
    boolean isSampling) {

  /** The file's text. */
  String text() {
    return """
    %sreceivers:
      otlp: {protocols: {grpc: {endpoint: "127.0.0.1:%d", max_recv_msg_size_mib: 64}}}
    processors:
      tail_sampling:
        decision_wait: 1s
        buffer: {limit_mib: 64}
        policies: [{name: all, type: always_sample}]
    exporters:
      otlp:
        endpoint: 127.0.0.1:%d
        compression: none
        timeout: 2m
        tls: {insecure: true}
        retry_on_failure: {initial_interval: 200ms, max_interval: 1s, max_elapsed_time: 0s}
        sending_queue: {sizer: bytes, queue_size: %d%s}
    service:
      extensions: [%s]
      pipelines:
        traces: {receivers: [otlp], processors: [%s], exporters: [otlp]}
      telemetry:
        logs: {level: warn}
        metrics:
          readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: %d}}}}]
    """
        .formatted(
            storage.map(this::extension).orElse(""),
            receiverPort,
            backendPort,
            queueBytes,
            storage.isPresent() ? ", storage: file_storage" : "",
            storage.isPresent() ? "file_storage" : "",
            isSampling ? "tail_sampling" : "",
            metricsPort);
  }

  private String extension(Path directory) {
    return "extensions:\n  file_storage: {directory: \"%s\", create_directory: true, max_size: %d}\n"
        .formatted(directory.toAbsolutePath(), queueBytes);
  }
}
