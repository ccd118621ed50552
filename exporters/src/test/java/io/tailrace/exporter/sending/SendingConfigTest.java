// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendingConfigTest {

  private final ConfigReport report = new ConfigReport();

  private SendingConfig parse(String yaml) {
    var node = ConfigNodes.parse(yaml, report);
    var config = SendingConfig.parse(node);
    node.finish();
    return config;
  }

  @Test
  void parse_nothing_isTheCollectorsDefaults() {
    assertThat(parse("{}")).isEqualTo(SendingConfig.DEFAULT);
    assertThat(report.errors()).isEmpty();
  }

  @Test
  void parse_everyKey() {
    var config =
        parse(
            """
            sending_queue:
              enabled: true
              num_consumers: 3
              queue_size: 5000000
              sizer: bytes
              block_on_overflow: false
              wait_for_result: false
              batch: {flush_timeout: 1s, min_size: 100, max_size: 200, sizer: bytes}
            retry_on_failure:
              enabled: true
              initial_interval: 1s
              randomization_factor: 0.1
              multiplier: 2
              max_interval: 10s
              max_elapsed_time: 0
            """);
    assertThat(report.errors()).isEmpty();
    assertThat(config.queue().numConsumers()).isEqualTo(3);
    assertThat(config.queue().queueSize()).isEqualTo(5_000_000);
    assertThat(config.queue().sizer()).isEqualTo(Sizer.BYTES);
    assertThat(config.queue().batch())
        .contains(new BatchConfig(Duration.ofSeconds(1), 100, 200, Sizer.BYTES));
    assertThat(config.retry())
        .isEqualTo(
            new RetryConfig(
                true, Duration.ofSeconds(1), 0.1, 2, Duration.ofSeconds(10), Duration.ZERO));
  }

  @Test
  void parse_emptyBatch_switchesBatchingOn() {
    assertThat(parse("sending_queue: {batch: }").queue().batch())
        .contains(new BatchConfig(Duration.ofMillis(200), 8192, 0, Sizer.ITEMS));
  }

  @Test
  void parse_queueDisabled_holdsOnlyWhatIsInFlight() {
    var queue = parse("sending_queue: {enabled: false, num_consumers: 4}").queue();
    assertThat(queue.queueSize()).isEqualTo(4);
  }

  @Test
  void parse_storage_triesForEverUnlessToldOtherwise() {
    var config = parse("sending_queue: {storage: file_storage/q, block_on_overflow: true}");
    assertThat(config.queue().storage()).contains("file_storage/q");
    assertThat(config.queue().isFullNormal()).isTrue();
    assertThat(config.retry().maxElapsedTime()).isZero();
    var limited =
        parse(
            "{sending_queue: {storage: file_storage}, retry_on_failure: {max_elapsed_time: 60s}}");
    assertThat(limited.retry().maxElapsedTime()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void parse_unsupported_isRefusedByNameWithAHint() {
    assertRefused(
        "sending_queue: {enabled: false, storage: file_storage}", "storage", "enabled: true");
    assertRefused("sending_queue: {wait_for_result: true}", "wait_for_result", "false");
    assertRefused("sending_queue: {batch: {partition: {a: 1}}}", "partition", "not supported");
    assertRefused("sending_queue: {batch: {max_size: 5}}", "max_size", "min_size");
    assertRefused("sending_queue: {batch: {sizer: requests}}", "sizer", "items");
    assertRefused("sending_queue: {num_consumer: 5}", "num_consumer", "num_consumers");
    assertRefused("retry_on_failure: {max_elapsed_time: 10s}", "max_elapsed_time", "max_interval");
  }

  private void assertRefused(String yaml, String key, String hint) {
    var own = new ConfigReport();
    var node = ConfigNodes.parse(yaml, own);
    SendingConfig.parse(node);
    node.finish();
    assertThat(own.errors()).hasSize(1);
    assertThat(own.errors().getFirst().toString()).contains(key).contains(hint);
  }
}
