// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.zipkin;

import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.sending.SendingConfig;
import io.tailrace.net.HttpClientConfig;
import java.net.URI;
import java.time.Duration;

/**
 * The configuration of {@code zipkin} among the exporters.
 *
 * @param uri where requests are posted to
 * @param client the connection
 * @param json whether requests are JSON instead of Protocol Buffers
 * @param defaultServiceName what a service is called whose resource says nothing
 * @param compression how requests are compressed
 * @param compressionLevel how thoroughly
 * @param timeout how long one attempt may take; zero for as long as it likes
 * @param sending the sending queue and retry
 */
public record ZipkinExporterConfig(
    URI uri,
    HttpClientConfig client,
    boolean json,
    String defaultServiceName,
    Compression compression,
    int compressionLevel,
    Duration timeout,
    SendingConfig sending) {}
