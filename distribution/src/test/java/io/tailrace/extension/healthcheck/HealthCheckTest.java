// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.healthcheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentId;
import io.tailrace.component.ComponentKind;
import io.tailrace.component.Deadline;
import io.tailrace.config.ConfigNode;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.memory.MemoryBudget;
import io.tailrace.net.EventLoops;
import io.tailrace.telemetry.MetricRegistry;
import io.tailrace.time.FakeClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealthCheckTest {

  private final FakeClock clock = new FakeClock();
  private final ConfigReport report = new ConfigReport();

  private HealthCheckExtension extension(String yaml) {
    var factory = new HealthCheckFactory();
    ConfigNode node = ConfigNodes.parse(yaml, report);
    HealthCheckConfig config = factory.parseConfig(node);
    node.finish();
    var context =
        new ComponentContext(
            ComponentId.parse("health_check"),
            ComponentKind.EXTENSION,
            new MetricRegistry(),
            new MemoryBudget(1 << 30),
            clock,
            new EventLoops(1),
            Set.of());
    return (HealthCheckExtension) factory.create(config, context);
  }

  private static HttpResponse<String> get(HealthCheckExtension extension, String path)
      throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:" + extension.port() + path);
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void get_beforeWhileAndAfterReady_answers503Then200Then503() throws Exception {
    HealthCheckExtension extension = extension("endpoint: 127.0.0.1:0");
    extension.start();
    try {
      assertThat(get(extension, "/").statusCode()).isEqualTo(503);
      assertThat(get(extension, "/").body()).contains("\"status\":\"Server not available\"");
      extension.ready();
      clock.advance(Duration.ofMillis(1500));
      HttpResponse<String> up = get(extension, "/");
      assertThat(up.statusCode()).isEqualTo(200);
      assertThat(up.body())
          .isEqualTo(
              "{\"status\":\"Server available\",\"upSince\":\"2020-01-01T12:00:01Z\","
                  + "\"uptime\":\"1.5s\"}");
      extension.notReady();
      assertThat(get(extension, "/").statusCode()).isEqualTo(503);
    } finally {
      extension.stop(Deadline.after(Duration.ofSeconds(1), clock));
    }
  }

  @Test
  void get_ownPathAndBodies_areUsed() throws Exception {
    HealthCheckExtension extension =
        extension(
            "{endpoint: '127.0.0.1:0', path: /live, response_body: {healthy: ok, unhealthy: no}}");
    extension.start();
    try {
      assertThat(get(extension, "/").statusCode()).isEqualTo(404);
      assertThat(get(extension, "/live").body()).isEqualTo("no");
      extension.ready();
      assertThat(get(extension, "/live").body()).isEqualTo("ok");
    } finally {
      extension.stop(Deadline.after(Duration.ofSeconds(1), clock));
    }
  }

  @Test
  void stop_beforeStart_isLegal() {
    extension("{}").stop(Deadline.after(Duration.ofSeconds(1), clock));
    assertThat(report.errors()).isEmpty();
  }

  @Test
  void parse_wrongValues_areReported() {
    extension(
        "{endpoint: nowhere, path: live, check_collector_pipeline: {enabled: true}, port: 1}");
    assertThat(report.errors())
        .extracting(Object::toString)
        .containsExactly(
            "config.yaml:1:12: endpoint: nowhere (expected: host:port)",
            "config.yaml:1:27: path: live (expected: a path that starts with /)",
            "config.yaml:1:69: check_collector_pipeline::enabled: true (expected: false, the"
                + " pipelines are not part of the check)",
            "config.yaml:1:76: unknown key port");
  }
}
