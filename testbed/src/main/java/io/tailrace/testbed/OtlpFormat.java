// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.ProtoWriter;
import io.tailrace.otlp.OtlpField;

/** An {@code ExportTraceServiceRequest} with one resource and one scope. */
final class OtlpFormat implements SpanFormat {

  private static final int FRAME_BYTES = 3;

  @Override
  public EncodedRequest encode(int slots, int maxSpanBytes, int service) {
    var scopeSpans =
        new ProtoWriter()
            .message(
                OtlpField.SCOPE_SPANS_SCOPE,
                new ProtoWriter()
                    .string(OtlpField.SCOPE_NAME, "io.opentelemetry.tomcat-10.0")
                    .string(OtlpField.SCOPE_VERSION, "2.21.0-alpha"));
    for (int i = 0; i < slots; i++) {
      scopeSpans.bytes(OtlpField.SCOPE_SPANS_SPAN, SpanTemplate.encode(maxSpanBytes, i));
    }
    var resourceSpans =
        new ProtoWriter()
            .message(OtlpField.RESOURCE_SPANS_RESOURCE, resource(service))
            .message(OtlpField.RESOURCE_SPANS_SCOPE_SPANS, scopeSpans);
    byte[] bytes =
        new ProtoWriter().message(OtlpField.REQUEST_RESOURCE_SPANS, resourceSpans).toByteArray();
    int spanBytes = SpanTemplate.encode(maxSpanBytes, 0).length;
    int stride = FRAME_BYTES + spanBytes;
    return new EncodedRequest(
        bytes, bytes.length - slots * stride + FRAME_BYTES, stride, spanBytes);
  }

  private static ProtoWriter resource(int service) {
    int a = OtlpField.RESOURCE_ATTRIBUTES;
    return new ProtoWriter()
        .attribute(a, "service.name", "service-" + service)
        .attribute(a, "service.version", "1.4." + service)
        .attribute(a, "host.name", "node-" + service + ".example.com")
        .attribute(a, "k8s.pod.name", "service-" + service + "-7d9f8b6c5-x2x" + service)
        .attribute(a, "telemetry.sdk.language", "java")
        .attribute(a, "telemetry.sdk.name", "opentelemetry")
        .attribute(a, "telemetry.sdk.version", "1.67.0");
  }

  @Override
  public void patch(EncodedRequest request, int slot, LoadSpan span) {
    byte[] bytes = request.bytes();
    int at = request.at(slot);
    SpanTemplate.patchIds(bytes, at, span.low(), span.n(), span.parent());
    SpanTemplate.patchTimes(bytes, at, span.startUnixNano(), span.endUnixNano());
    SpanTemplate.patchStatus(bytes, at, request.spanBytes(), span.error());
  }
}
