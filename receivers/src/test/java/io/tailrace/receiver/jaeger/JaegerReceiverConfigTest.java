// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigProblem;
import io.tailrace.config.ConfigReport;
import io.tailrace.net.Endpoint;
import io.tailrace.net.UdpServerConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JaegerReceiverConfigTest {

  private final ConfigReport report = new ConfigReport();

  private JaegerReceiverConfig parse(String yaml) {
    var node = ConfigNodes.parse(yaml, report);
    JaegerReceiverConfig config = new JaegerReceiverFactory().parseConfig(node);
    node.finish();
    return config;
  }

  private List<String> errors() {
    return report.errors().stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void parse_nullSections_giveTheDefaultsOfTheCollector() {
    JaegerReceiverConfig config =
        parse("protocols:\n  grpc:\n  thrift_http:\n  thrift_compact:\n  thrift_binary:\n");
    assertThat(errors()).isEmpty();
    assertThat(config.grpc().endpoint()).isEqualTo(new Endpoint("localhost", 14250));
    assertThat(config.thriftHttp().endpoint()).isEqualTo(new Endpoint("localhost", 14268));
    assertThat(config.thriftHttp().keepAlives()).isTrue();
    assertThat(config.thriftCompact())
        .isEqualTo(
            new UdpServerConfig(new Endpoint("localhost", 6831), 65_000, 1000, 1, 4 << 20, false));
    assertThat(config.thriftBinary().endpoint()).isEqualTo(new Endpoint("localhost", 6832));
  }

  @Test
  void parse_oneProtocol_leavesTheOthersOff() {
    JaegerReceiverConfig config = parse("protocols: {thrift_binary: }");
    assertThat(errors()).isEmpty();
    assertThat(config.grpc()).isNull();
    assertThat(config.thriftHttp()).isNull();
    assertThat(config.thriftCompact()).isNull();
    assertThat(config.thriftBinary()).isNotNull();
  }

  @Test
  void parse_everyKeyOfUdp_isRead() {
    JaegerReceiverConfig config =
        parse(
            """
            protocols:
              thrift_compact:
                endpoint: 0.0.0.0:6831
                max_packet_size: 9000
                queue_size: 50
                workers: 4
                socket_buffer_size: 212992
            """);
    assertThat(errors()).isEmpty();
    assertThat(config.thriftCompact())
        .isEqualTo(new UdpServerConfig(new Endpoint("0.0.0.0", 6831), 9000, 50, 4, 212_992, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "protocols: {}|no protocol is on (expected: grpc, thrift_http, thrift_compact, thrift_binary",
        "{protocols: {grpc: }, remote_sampling: {host_endpoint: 'x:1'}}|remote_sampling: not supported",
        "protocols: {thrift_compact: {queue_size: 0}}|queue_size",
        "protocols: {thrift_compact: {max_packet_size: 70000}}|max_packet_size",
        "protocols: {thrift_compact: {workers: 0}}|workers",
        "protocols: {thrift_compact: {socket_buffer_size: -1}}|socket_buffer_size",
        "protocols: {thrift_binary: {endpoint: localhost}}|expected: host:port",
        "protocols: {thrift_binary: {max_packet_sise: 1}}|max_packet_size",
        "protocols: {grpc: , thrift_udp: }|thrift_udp",
      })
  void parse_wrong_saysWhatWouldBeRight(String yaml, String part) {
    parse(yaml);
    assertThat(errors()).isNotEmpty();
    assertThat(errors().getFirst()).contains(part);
  }
}
