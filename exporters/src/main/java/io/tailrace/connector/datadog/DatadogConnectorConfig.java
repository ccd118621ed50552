// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import io.tailrace.exporter.datadog.client.Destination;
import io.tailrace.exporter.datadog.mapping.MappingConfig;
import io.tailrace.net.HttpClientConfig;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The configuration of the {@code datadog} connector.
 *
 * @param destination where statistics go
 * @param hostname the host of spans that do not say theirs; empty for the machine's own name
 * @param mapping how spans are named, as in the exporter
 * @param ignoredResources spans whose resource one of them finds are not counted
 * @param countsByKind whether spans of every kind but internal are counted
 * @param peerTags the attributes that tell peers apart; empty if they are not told apart
 * @param bucketInterval what a bucket covers
 * @param maxGroups how many groups a bucket may have
 * @param client the connection
 * @param timeout how long one attempt may take; zero for as long as it likes
 */
public record DatadogConnectorConfig(
    Destination destination,
    String hostname,
    MappingConfig mapping,
    List<Pattern> ignoredResources,
    boolean countsByKind,
    List<String> peerTags,
    Duration bucketInterval,
    int maxGroups,
    HttpClientConfig client,
    Duration timeout) {

  public DatadogConnectorConfig {
    ignoredResources = List.copyOf(ignoredResources);
    peerTags = List.copyOf(peerTags);
  }
}
