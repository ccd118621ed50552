// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import io.tailrace.exporter.encoding.Compression;
import io.tailrace.exporter.sending.SendingConfig;
import io.tailrace.net.GrpcClientConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration of {@code otlp_grpc}.
 *
 * @param client the connection
 * @param tenant where the tenant is taken from
 * @param compression how requests are compressed
 * @param timeout how long one attempt may take; zero for as long as it likes
 * @param sending the sending queue and retry
 */
public record OtlpGrpcExporterConfig(
    GrpcClientConfig client,
    Optional<TenantConfig> tenant,
    Compression compression,
    Duration timeout,
    SendingConfig sending) {}
