// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/metrics.md} lists against what a collector with every component exposes. */
class MetricsDocumentationIT {

  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final String TAIL_SAMPLING = "processor_tail_sampling_";

  /** What appears with the first event of its kind. */
  private static final Set<String> ON_DEMAND =
      Set.of("receiver_rejected_requests", "tailrace_processor_dropped_spans");

  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (?:otelcol_)?(\\S+) ");
  private static final Pattern HEADING = Pattern.compile("(?m)^(?=## )");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

  @Test
  void page_listsWhatIsExposed(@TempDir Path dir) throws Exception {
    Set<String> documented = documented();
    Set<String> exposed = exposed(dir);
    exposed.remove("target_info");
    assertThat(documented).containsAll(exposed);
    exposed.addAll(ON_DEMAND);
    assertThat(exposed).containsAll(documented);
  }

  private static Set<String> documented() throws IOException {
    var names = new TreeSet<String>();
    for (String section : HEADING.split(Files.readString(PAGE))) {
      String prefix = section.startsWith("## `tail_sampling`") ? TAIL_SAMPLING : "";
      ROW.matcher(section).results().forEach(row -> names.add(prefix + row.group(1)));
    }
    return names;
  }

  private static Set<String> exposed(Path dir) throws IOException, InterruptedException {
    int port = freePort();
    String yaml =
        """
        extensions:
          bearertokenauth: {token: sesame}
          file_storage: {directory: "%s", create_directory: true}
          oauth2client: {client_id: a, client_secret: b, token_url: "http://127.0.0.1:9"}
        receivers:
          otlp:
            protocols:
              grpc: {endpoint: "127.0.0.1:0", auth: {authenticator: bearertokenauth}}
          zipkin: {endpoint: "127.0.0.1:0"}
          jaeger: {protocols: {thrift_compact: {endpoint: "127.0.0.1:0"}}}
        processors:
          batch:
          memory_limiter: {check_interval: 1s, limit_percentage: 80}
          tail_sampling:
            buffer: {limit_mib: 16}
            policies: [{name: all, type: always_sample}]
        connectors:
          datadog/connector: {agent: {endpoint: "http://127.0.0.1:9"}}
        exporters:
          datadog: {agent: {endpoint: "http://127.0.0.1:9"}}
          debug:
          file: {path: "%s"}
          otlp_grpc:
            endpoint: "127.0.0.1:9"
            tls: {insecure: true}
            tenant: {from_resource_attribute: tenant}
            sending_queue: {storage: file_storage}
          otlp_http: {endpoint: "http://127.0.0.1:9"}
        service:
          extensions: [file_storage, bearertokenauth, oauth2client]
          pipelines:
            traces:
              receivers: [otlp, jaeger, zipkin]
              processors: [memory_limiter, tail_sampling, batch]
              exporters: [datadog/connector, debug, file, otlp_grpc, otlp_http]
            traces/datadog:
              receivers: [datadog/connector]
              exporters: [datadog]
          telemetry:
            logs: {level: error}
            metrics:
              level: detailed
              readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: %d}}}}]
        """
            .formatted(dir.resolve("queue"), dir.resolve("traces.json"), port);
    var sources = new ConfigSources(List.of("yaml:" + yaml), List.of(), List.of());
    try (var service =
        CollectorService.create(sources, Map.of(), Components.catalog(), new ConfigReport())) {
      service.start();
      try {
        var names = new TreeSet<String>();
        TYPE.matcher(get("http://127.0.0.1:" + port + "/metrics"))
            .results()
            .forEach(line -> names.add(line.group(1)));
        return names;
      } finally {
        service.discard();
      }
    }
  }

  private static String get(String uri) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(uri)).build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
