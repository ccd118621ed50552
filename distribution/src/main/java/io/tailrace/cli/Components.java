// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.connector.forward.ForwardConnectorFactory;
import io.tailrace.extension.healthcheck.HealthCheckFactory;
import io.tailrace.exporter.debug.DebugExporterFactory;
import io.tailrace.exporter.file.FileExporterFactory;
import io.tailrace.exporter.otlp.OtlpGrpcExporterFactory;
import io.tailrace.exporter.otlp.OtlpHttpExporterFactory;
import io.tailrace.processor.batch.BatchFactory;
import io.tailrace.processor.memorylimiter.MemoryLimiterFactory;
import io.tailrace.processor.tailsampling.TailSamplingFactory;
import io.tailrace.receiver.jaeger.JaegerReceiverFactory;
import io.tailrace.receiver.otlp.OtlpReceiverFactory;
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
            // processors
            new BatchFactory(),
            new MemoryLimiterFactory(),
            new TailSamplingFactory(),
            // exporters
            new DebugExporterFactory(),
            new FileExporterFactory(),
            new OtlpGrpcExporterFactory(),
            new OtlpHttpExporterFactory(),
            // connectors
            new ForwardConnectorFactory(),
            new HealthCheckFactory()));
  }
}
