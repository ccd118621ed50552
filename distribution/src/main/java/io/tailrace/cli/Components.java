// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.connector.datadog.DatadogConnectorFactory;
import io.tailrace.connector.forward.ForwardConnectorFactory;
import io.tailrace.extension.basicauth.BasicAuthFactory;
import io.tailrace.extension.bearertokenauth.BearerTokenFactory;
import io.tailrace.extension.healthcheck.HealthCheckFactory;
import io.tailrace.extension.oauth2client.OAuth2Factory;
import io.tailrace.exporter.datadog.DatadogExporterFactory;
import io.tailrace.exporter.debug.DebugExporterFactory;
import io.tailrace.exporter.file.FileExporterFactory;
import io.tailrace.exporter.otlp.OtlpGrpcExporterFactory;
import io.tailrace.exporter.otlp.OtlpHttpExporterFactory;
import io.tailrace.exporter.zipkin.ZipkinExporterFactory;
import io.tailrace.exporter.storage.FileStorageFactory;
import io.tailrace.processor.batch.BatchFactory;
import io.tailrace.processor.memorylimiter.MemoryLimiterFactory;
import io.tailrace.processor.tailsampling.TailSamplingFactory;
import io.tailrace.receiver.jaeger.JaegerReceiverFactory;
import io.tailrace.receiver.otlp.OtlpReceiverFactory;
import io.tailrace.receiver.zipkin.ZipkinReceiverFactory;
import io.tailrace.service.ComponentCatalog;
import java.util.List;

/** The components that ship: a factory that is not listed here does not exist for users. */
final class Components {

  private Components() {}

  static ComponentCatalog catalog() {
    return new ComponentCatalog(
        List.of(
            // receivers
            new JaegerReceiverFactory(),
            new OtlpReceiverFactory(),
            new ZipkinReceiverFactory(),
            // processors
            new BatchFactory(),
            new MemoryLimiterFactory(),
            new TailSamplingFactory(),
            // exporters
            new DatadogExporterFactory(),
            new DebugExporterFactory(),
            new FileExporterFactory(),
            new OtlpGrpcExporterFactory(),
            new OtlpHttpExporterFactory(),
            new ZipkinExporterFactory(),
            // connectors
            new DatadogConnectorFactory(),
            new ForwardConnectorFactory(),
            // extensions
            new BasicAuthFactory(),
            new BearerTokenFactory(),
            new FileStorageFactory(),
            new OAuth2Factory(),
            new HealthCheckFactory()));
  }
}
