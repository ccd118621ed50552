// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.jaeger.JaegerGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * Exports a trace of two spans with OpenTelemetry's exporter for Jaeger. Runs in a class loader of
 * its own, see {@link OtelJaegerExporterIT}.
 */
@SuppressWarnings("deprecation")
public final class OtelJaegerExport implements ToIntFunction<String> {

  /** Exports to {@code http://host:port}; returns 0 if the exporter says that it succeeded. */
  @Override
  public int applyAsInt(String endpoint) {
    var exporter = JaegerGrpcSpanExporter.builder().setEndpoint(endpoint).build();
    var provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop")))
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    var tracer = provider.get("io.tailrace.shop", "1.2");
    Span parent = tracer.spanBuilder("GET /basket").setSpanKind(SpanKind.SERVER).startSpan();
    Span child =
        tracer
            .spanBuilder("select")
            .setParent(Context.root().with(parent))
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("rows", 3)
            .setAttribute("cold", true)
            .setAttribute("ratio", 0.5)
            .addLink(parent.getSpanContext())
            .startSpan();
    child.addEvent("retry", Attributes.of(AttributeKey.longKey("attempt"), 2L));
    child.setStatus(StatusCode.ERROR, "no such table");
    child.end();
    parent.end();
    boolean flushed = provider.forceFlush().join(10, TimeUnit.SECONDS).isSuccess();
    boolean closed = provider.shutdown().join(10, TimeUnit.SECONDS).isSuccess();
    return flushed && closed ? 0 : 1;
  }
}
