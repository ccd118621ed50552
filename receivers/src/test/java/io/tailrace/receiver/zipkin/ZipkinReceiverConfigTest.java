// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigProblem;
import io.tailrace.config.ConfigReport;
import io.tailrace.net.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZipkinReceiverConfigTest {

  private final ConfigReport report = new ConfigReport();

  private ZipkinReceiverConfig parse(String yaml) {
    var node = ConfigNodes.parse(yaml, report);
    ZipkinReceiverConfig config = new ZipkinReceiverFactory().parseConfig(node);
    node.finish();
    return config;
  }

  private List<String> errors() {
    return report.errors().stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void parse_nothing_givesTheCollectorsDefaults() {
    ZipkinReceiverConfig config = parse("{}");
    assertThat(errors()).isEmpty();
    assertThat(config.http().endpoint()).isEqualTo(new Endpoint("localhost", 9411));
    assertThat(config.http().tls()).isNull();
    assertThat(config.translation())
        .isEqualTo(new TranslationSettings(SemanticConventions.DEFAULT, false));
  }

  @Test
  void parse_everyKey_isRead() {
    ZipkinReceiverConfig config =
        parse(
            "{endpoint: 0.0.0.0:9999, parse_string_tags: true, semantic_conventions: stable,"
                + " max_request_body_size: 1000, keep_alives_enabled: false}");
    assertThat(errors()).isEmpty();
    assertThat(config.http().endpoint()).isEqualTo(new Endpoint("0.0.0.0", 9999));
    assertThat(config.http().maxBodyBytes()).isEqualTo(1000);
    assertThat(config.http().keepAlives()).isFalse();
    assertThat(config.translation())
        .isEqualTo(new TranslationSettings(SemanticConventions.STABLE, true));
  }

  @ParameterizedTest
  @CsvSource({
    "semantic_conventions: old, 'default, legacy or stable'",
    "parse_string_tags: 5, parse_string_tags",
    "parse_tags: true, parse_tags",
    "endpoint: nowhere, endpoint",
  })
  void parse_wrongValue_isAnErrorThatSaysSo(String yaml, String part) {
    parse("{" + yaml + "}");
    assertThat(errors()).singleElement().asString().contains(part);
  }
}
