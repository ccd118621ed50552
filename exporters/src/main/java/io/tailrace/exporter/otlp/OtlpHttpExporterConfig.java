// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.sending.SendingConfig;
import io.tailrace.net.HttpClientConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration of {@code otlp_http}.
 *
 * @param tracesUri where requests are posted to
 * @param client the connection
 * @param tenant where the tenant is taken from
 * @param json whether requests are JSON instead of Protocol Buffers
 * @param compression how requests are compressed
 * @param compressionLevel how thoroughly
 * @param timeout how long one attempt may take; zero for as long as it likes
 * @param sending the sending queue and retry
 */
public record OtlpHttpExporterConfig(
    URI tracesUri,
    HttpClientConfig client,
    Optional<TenantConfig> tenant,
    boolean json,
    Compression compression,
    int compressionLevel,
    Duration timeout,
    SendingConfig sending) {}
