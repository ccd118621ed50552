// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigProblem;
import io.tailrace.config.ConfigReport;
import io.tailrace.net.ContentEncoding;
import io.tailrace.net.Endpoint;
import io.tailrace.net.ServerAuth;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpReceiverConfigTest {

  private final ConfigReport report = new ConfigReport();

  private OtlpReceiverConfig parse(String yaml) {
    var node = ConfigNodes.parse(yaml, report);
    OtlpReceiverConfig config = new OtlpReceiverFactory().parseConfig(node);
    node.finish();
    return config;
  }

  private List<String> errors() {
    return report.errors().stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void parse_nullSections_giveDefaults() {
    OtlpReceiverConfig config = parse("protocols:\n  grpc:\n  http:\n");
    assertThat(errors()).isEmpty();
    assertThat(config.grpc().endpoint()).isEqualTo(new Endpoint("localhost", 4317));
    assertThat(config.grpc().maxMessageBytes()).isEqualTo(64 << 20);
    assertThat(config.http().endpoint()).isEqualTo(new Endpoint("localhost", 4318));
    assertThat(config.http().maxBodyBytes()).isEqualTo(20 << 20);
    assertThat(config.http().encodings()).containsExactlyInAnyOrder(ContentEncoding.values());
    assertThat(config.tracesPath()).isEqualTo("/v1/traces");
  }

  @Test
  void parse_oneProtocol_leavesTheOtherOff() {
    assertThat(parse("protocols: {grpc: {endpoint: 0.0.0.0:4317}}").http()).isNull();
    assertThat(parse("protocols: {http: }").grpc()).isNull();
    assertThat(errors()).isEmpty();
  }

  @Test
  void parse_noProtocol_isAnError() {
    parse("protocols: {}");
    assertThat(errors()).singleElement().asString().contains("protocols", "grpc, http or both");
  }

  @Test
  void parse_everyKeyOfTheCollector_isRead() {
    OtlpReceiverConfig config =
        parse(
            """
            protocols:
              grpc:
                endpoint: "[::1]:0"
                transport: tcp
                max_recv_msg_size_mib: 4
                max_concurrent_streams: 7
                read_buffer_size: 65536
                write_buffer_size: 8192
                include_metadata: false
                keepalive:
                  server_parameters: {max_connection_idle: 11s, max_connection_age: 12s,
                    max_connection_age_grace: 13s, time: 30s, timeout: 5s}
                  enforcement_policy: {min_time: 1s, permit_without_stream: false}
              http:
                endpoint: ":4318"
                traces_url_path: /otlp/v1/traces
                max_request_body_size: 1000
                compression_algorithms: ["", gzip]
                response_headers: {A: b}
                read_timeout: 1s
                read_header_timeout: 2s
                write_timeout: 3s
                idle_timeout: 4s
                keep_alives_enabled: false
                tls: {cert_file: c.pem, key_file: k.pem, client_ca_file: ca.pem, min_version: "1.3"}
                auth: {authenticator: basicauth/x, request_params: [token]}
                cors: {allowed_origins: ["*"], allowed_headers: ["*"], max_age: 10}
            """);
    assertThat(errors()).isEmpty();
    assertThat(config.grpc().endpoint()).isEqualTo(new Endpoint("::1", 0));
    assertThat(config.grpc().maxMessageBytes()).isEqualTo(4 << 20);
    assertThat(config.grpc().maxConcurrentStreams()).isEqualTo(7);
    assertThat(config.grpc().keepalive().timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.grpc().enforcement().permitWithoutStream()).isFalse();
    assertThat(config.http().encodings()).containsExactly(ContentEncoding.GZIP);
    assertThat(config.http().timeouts().idle()).isEqualTo(Duration.ofSeconds(4));
    assertThat(config.http().tls().options().protocols()).containsExactly("TLSv1.3");
    assertThat(config.http().auth()).isEqualTo(new ServerAuth("basicauth/x", List.of("token")));
    assertThat(config.http().cors()).isNotNull();
    assertThat(config.tracesPath()).isEqualTo("/otlp/v1/traces");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grpc: {auth: {}}|authenticator: missing (expected: a key of extensions)",
        "grpc: {auth: {authenticator: a, request_params: [b]}}|unknown key request_params",
        "http: {tls: {cert_file: a, cert_pem: b, key_file: c}}|cert_pem: stands beside cert_file",
        "http: {tls: {cert_file: a, key_file: b, tpm: {}}}|tpm: is not supported",
        "http: {tls: {cert_file: a, key_file: b, cipher_suites: [TLS_X]}}|TLS_X (expected: one of",
        "http: {tls: {cert_file: a, key_file: b, curve_preferences: [P1]}}|P1 (expected: P256",
        "http: {tls: {cert_file: a, key_file: b, curve_preferences: [X25519MLKEM768]}}|not supported",
        "http: {tls: {cert_file: a, key_file: b, client_ca_file_reload: true}}|without client_ca",
        "http: {tls: {cert_file: a, key_file: b, min_version: '1.3', max_version: '1.2'}}|above max",
        "http: {middlewares: []}|middlewares: not supported",
        "http: {include_metadata: true}|include_metadata: true is not supported",
        "http: {metrics_url_path: /m}|metrics_url_path: not supported",
        "http: {logs_url_path: /m}|logs_url_path: not supported",
        "grpc: {transport: unix}|transport: unix (expected: tcp)",
        "grpc: {endpoint: 'http://localhost:4317'}|is a URL",
        "grpc: {endpoint: localhost}|expected: host:port",
        "grpc: {endpoint: 'localhost:99999'}|expected: 0 to 65535",
        "grpc: {endpiont: 'localhost:1'}|endpoint",
        "http: {compression_algorithms: [snappy]}|snappy (expected: gzip",
        "http: {tls: {cert_file: a}}|key_file: missing",
        "http: {tls: {cert_file: a, key_file: b, ca_file: c}}|client_ca_file",
        "http: {response_headers: {'a b': c}}|response_headers",
        "grpc: {max_recv_msg_size_mib: -1}|max_recv_msg_size_mib",
        "http: {read_timeout: 5}|read_timeout",
        "htpp: {}|unknown key htpp",
      })
  void parse_wrong_saysWhatWouldBeRight(String yaml, String part) {
    parse("protocols:\n  " + (yaml.startsWith("htpp") ? "grpc:\n  " : "") + yaml + "\n");
    assertThat(errors()).singleElement().asString().contains(part);
  }
}
