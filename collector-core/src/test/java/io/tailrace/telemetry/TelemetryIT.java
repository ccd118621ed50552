// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.ComponentException;
import io.tailrace.telemetry.log.LogConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelemetryIT {

  private final MetricRegistry registry = new MetricRegistry();
  private final Telemetry telemetry = Telemetry.start(config(0), registry, "1.2.3");
  private final int port = telemetry.ports().getFirst();

  private static TelemetryConfig config(int port) {
    return new TelemetryConfig(
        MetricLevel.NORMAL,
        List.of(new TelemetryConfig.Reader("127.0.0.1", port, ExpositionStyle.DEFAULT)),
        LogConfig.DEFAULT,
        Map.of());
  }

  @AfterEach
  void close() {
    telemetry.close();
  }

  private HttpResponse<byte[]> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    }
  }

  @Test
  void get_metrics_givesTheTextFormat() throws Exception {
    registry.counter(new MetricSpec("a", "", "A")).add(5);
    var response = send("GET", "/metrics");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(ScrapedMetrics.parse(new String(response.body())).value("otelcol_a")).isEqualTo(5);
  }

  @Test
  void get_acceptGzip_isCompressed() throws Exception {
    var response = send("GET", "/metrics", "Accept-Encoding", "br, gzip;q=0.5");
    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    var text =
        new GZIPInputStream(new java.io.ByteArrayInputStream(response.body())).readAllBytes();
    assertThat(new String(text)).contains("service_version=\"1.2.3\"");
    var plain = send("GET", "/metrics", "Accept-Encoding", "gzip;q=0");
    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void otherRequests_areAnsweredWithAStatus() throws Exception {
    assertThat(send("GET", "/").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/metrics/x").statusCode()).isEqualTo(404);
    assertThat(send("POST", "/metrics").statusCode()).isEqualTo(405);
    assertThat(send("HEAD", "/metrics").statusCode()).isEqualTo(200);
  }

  @Test
  void start_portInUse_fails() {
    assertThatThrownBy(() -> Telemetry.start(config(port), registry, "1.2.3"))
        .isInstanceOf(ComponentException.class)
        .hasMessage(
            "service::telemetry::metrics: cannot listen on 127.0.0.1:%d: Address already in use"
                    .formatted(port)
                + " (expected: a free port, or level: none)");
  }

  @Test
  void close_thenScrape_isRefused() {
    telemetry.close();
    assertThatThrownBy(() -> send("GET", "/metrics")).isInstanceOf(IOException.class);
  }
}
