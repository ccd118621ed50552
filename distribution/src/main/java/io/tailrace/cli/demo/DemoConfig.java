// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import java.time.Duration;

/** The configuration that the demo runs, and shows. */
final class DemoConfig {

  static final Duration DECISION_WAIT = Duration.ofSeconds(2);

  private DemoConfig() {}

  /**
   * The text.
   *
   * @param receiverPort where the shop sends
   * @param backendPort where the backend listens
   */
  static String yaml(int receiverPort, int backendPort) {
    return """
    receivers:
      otlp:
        protocols:
          grpc: {endpoint: "127.0.0.1:%d"}
    processors:
      tail_sampling:
        decision_wait: %ds
        buffer: {limit_mib: 32}
        policies:
          - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}
          - {name: slow, type: latency, latency: {threshold_ms: 1000}}
          - {name: baseline, type: probabilistic, probabilistic: {sampling_percentage: 10}}
    exporters:
      otlp:
        endpoint: "127.0.0.1:%d"
        tls: {insecure: true}
    service:
      pipelines:
        traces: {receivers: [otlp], processors: [tail_sampling], exporters: [otlp]}
      telemetry:
        metrics: {level: none}
    """
        .formatted(receiverPort, DECISION_WAIT.toSeconds(), backendPort);
  }
}
