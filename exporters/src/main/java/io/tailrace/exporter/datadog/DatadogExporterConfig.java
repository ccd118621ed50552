// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog;

import io.tailrace.exporter.datadog.client.Destination;
import io.tailrace.exporter.datadog.mapping.MappingConfig;
import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.sending.SendingConfig;
import io.tailrace.net.HttpClientConfig;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The configuration of {@code datadog}.
 *
 * @param destination where payloads go
 * @param hostname the host of spans that do not say theirs; empty for the machine's own name
 * @param mapping how spans become Datadog spans
 * @param ignoredResources traces whose root's resource one of them finds are not sent
 * @param client the connection
 * @param compression how payloads are compressed
 * @param compressionLevel how thoroughly
 * @param timeout how long one attempt may take; zero for as long as it likes
 * @param sending the sending queue and retry
 */
public record DatadogExporterConfig(
    Destination destination,
    String hostname,
    MappingConfig mapping,
    List<Pattern> ignoredResources,
    HttpClientConfig client,
    Compression compression,
    int compressionLevel,
    Duration timeout,
    SendingConfig sending) {

  public DatadogExporterConfig {
    ignoredResources = List.copyOf(ignoredResources);
  }
}
