// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.service;

import java.util.Optional;
import java.util.Set;

/** Components of the OpenTelemetry Collector that have no place in a collector of traces. */
final class ForeignComponents {

  private static final Set<String> METRICS =
      Set.of(
          "carbon",
          "collectd",
          "count",
          "cumulativetodelta",
          "deltatocumulative",
          "deltatorate",
          "docker_stats",
          "expvar",
          "hostmetrics",
          "host_metrics",
          "httpcheck",
          "influxdb",
          "interval",
          "k8s_cluster",
          "kafkametrics",
          "kubeletstats",
          "metricsgeneration",
          "metricstransform",
          "metrics_transform",
          "mysql",
          "nginx",
          "postgresql",
          "prometheus",
          "prometheus_simple",
          "prometheusremotewrite",
          "prometheus_remote_write",
          "redis",
          "servicegraph",
          "service_graph",
          "signalfx",
          "signaltometrics",
          "spanmetrics",
          "span_metrics",
          "sqlquery",
          "statsd",
          "sum");

  private static final Set<String> LOGS =
      Set.of(
          "exceptions",
          "filelog",
          "file_log",
          "fluentforward",
          "fluent_forward",
          "journald",
          "k8s_events",
          "k8sobjects",
          "k8s_objects",
          "log_dedup",
          "logdedup",
          "loki",
          "syslog",
          "tcplog",
          "tcp_log",
          "udplog",
          "udp_log",
          "windowseventlog");

  private ForeignComponents() {}

  /** Why a type cannot be had, if it is known what it is for. */
  static Optional<String> reason(String type) {
    if (METRICS.contains(type)) {
      return Optional.of("it is for metrics, Tailrace handles traces only");
    }
    if (LOGS.contains(type)) {
      return Optional.of("it is for logs, Tailrace handles traces only");
    }
    return Optional.empty();
  }
}
