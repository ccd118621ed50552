// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.exporter.encoding.Compression;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpConfigTest {

  private static final OtlpGrpcExporterFactory GRPC = new OtlpGrpcExporterFactory();
  private static final OtlpHttpExporterFactory HTTP = new OtlpHttpExporterFactory();

  private static <C> C parse(Factory<C> factory, String yaml) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    C config = factory.parseConfig(node);
    node.finish();
    assertThat(report.errors()).isEmpty();
    return config;
  }

  private static List<String> errors(Factory<?> factory, String yaml) {
    var report = new ConfigReport();
    var node = ConfigNodes.parse(yaml, report);
    factory.parseConfig(node);
    node.finish();
    return report.errors().stream().map(Object::toString).toList();
  }

  @Test
  void grpc_defaults_areTheCollectors() {
    var config = parse(GRPC, "endpoint: tempo:4317");
    assertThat(config.compression()).isEqualTo(Compression.GZIP);
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.client().tls().insecure()).as("TLS is on by default").isFalse();
    assertThat(config.client().balancer()).isEqualTo("round_robin");
  }

  @ParameterizedTest
  @CsvSource({
    "tempo:4317, false", "http://tempo:4317, true", "https://tempo:4317, false",
    "dns:///tempo:4317, false", "'[::1]:4317', false", "127.0.0.1:4317, false"
  })
  void grpc_endpoint_schemeDecidesTls(String endpoint, boolean insecure) {
    var config = parse(GRPC, "endpoint: '" + endpoint + "'");
    assertThat(config.client().tls().insecure()).isEqualTo(insecure);
    assertThat(config.client().target().hostAndPort()).endsWith(":4317").doesNotContain("/");
  }

  @ParameterizedTest
  @CsvSource({
    "tempo",
    "tempo:0",
    "tempo:99999",
    "ftp://tempo:1",
    "https://tempo:1/path",
    "unix:/x"
  })
  void grpc_endpoint_invalid_saysWhatIsExpected(String endpoint) {
    assertThat(errors(GRPC, "endpoint: '" + endpoint + "'"))
        .singleElement()
        .asString()
        .contains(endpoint)
        .contains("host:port");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compression: snappy | zstd",
        "compression: lzma | gzip",
        "auth: {} | authenticator: missing",
        "middlewares: [] | middlewares",
        "write_buffer_size: 1GiB | write_buffer_size",
        "read_buffer_size: -1 | read_buffer_size",
        "tls: {reload_interval: 1} | reload_interval",
        "tls: {curve_preferences: [X448]} | P256",
        "tls: {cert_file: a} | key_file",
        "tls: {ca_file: a, ca_pem: b} | ca_pem",
        "tls: {min_version: \"1.1\"} | 1.2",
        "tls: {min_version: \"1.3\", max_version: \"1.2\"} | min_version",
        "balancer_name: random | round_robin",
        "headers: {\"a b\": c} | a b",
        "compresion: gzip | compression",
        "keepalive: {tim: 5s} | time"
      })
  void grpc_unsupported_isRefusedByName(String yaml, String hint) {
    assertThat(errors(GRPC, "endpoint: a:1\n" + yaml)).singleElement().asString().contains(hint);
  }

  @Test
  void grpc_bufferSizes_areTaken() {
    var sizes = parse(GRPC, "endpoint: a:1\nread_buffer_size: 65536\nwrite_buffer_size: 5");
    assertThat(sizes.client().readBufferBytes()).isEqualTo(65_536);
    assertThat(sizes.client().writeBufferBytes()).isEqualTo(1024);
    var zeros = parse(GRPC, "endpoint: a:1\nread_buffer_size: 0\nwrite_buffer_size: 0");
    assertThat(zeros.client()).isEqualTo(parse(GRPC, "endpoint: a:1").client());
  }

  @Test
  void grpc_headers_areNeverPrinted() {
    var config = parse(GRPC, "endpoint: a:1\nheaders: {Authorization: Bearer hunter2}");
    assertThat(config.toString()).doesNotContain("hunter2");
    assertThat(config.client().headers()).containsOnlyKeys("authorization");
  }

  @Test
  void http_defaults_areTheCollectors() {
    var config = parse(HTTP, "endpoint: https://tempo:4318/");
    assertThat(config.tracesUri()).hasToString("https://tempo:4318/v1/traces");
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.compression()).isEqualTo(Compression.GZIP);
    assertThat(config.json()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "endpoint: tempo:4318 | http://host:port",
        "{} | endpoint",
        "{endpoint: 'http://a', metrics_endpoint: b} | traces",
        "{endpoint: 'http://a', max_idle_conns: 5} | max_idle_conns",
        "{endpoint: 'http://a', headers: {Host: b}} | Host",
        "{endpoint: 'http://a', proxy_url: 'ftp://b'} | proxy_url",
        "{endpoint: 'http://a', compression: lz4} | zstd",
        "{endpoint: 'http://a', compression_params: {level: 99}} | level",
        "{endpoint: 'https://a', tls: {server_name_override: b}} | server_name_override",
        "{endpoint: 'http://a', encoding: xml} | proto"
      })
  void http_unsupported_isRefusedByName(String yaml, String hint) {
    assertThat(errors(HTTP, yaml)).singleElement().asString().contains(hint);
  }
}
