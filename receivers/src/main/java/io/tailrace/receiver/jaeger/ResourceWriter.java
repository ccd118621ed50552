// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.ProtoWriter;
import java.util.Arrays;

/** Writes a process as a resource (source: {@code jProcessToInternalResource} of the collector). */
final class ResourceWriter {

  /** The service name of a process that was made from a resource without one. */
  private static final byte[] NO_SERVICE_NAME = "OTLPResourceNoServiceName".getBytes(UTF_8);

  private static final byte[] JAEGER = "Jaeger-".getBytes(UTF_8);

  private final ProtoWriter out;
  private final AttributeWriter attributes;

  ResourceWriter(ProtoWriter out, AttributeWriter attributes) {
    this.out = out;
    this.attributes = attributes;
  }

  /**
   * Writes the resource; the tags are used up.
   *
   * @param knowsNoServiceName whether a certain service name stands for an empty resource: the
   *     collector does that on gRPC only
   */
  void write(JaegerProcess process, boolean knowsNoServiceName) {
    Tags tags = process.tags;
    int start = process.serviceStart;
    int end = process.serviceEnd;
    out.begin(OtlpField.RESOURCE_SPANS_RESOURCE);
    if (!knowsNoServiceName
        || !Arrays.equals(tags.bytes(), start, end, NO_SERVICE_NAME, 0, NO_SERVICE_NAME.length)) {
      tags.settle(0, tags.count());
      if (end > start && tags.find(KnownKey.SERVICE_NAME) < 0) {
        attributes.text(
            OtlpField.RESOURCE_ATTRIBUTES,
            KnownKey.bytes(KnownKey.SERVICE_NAME),
            tags.bytes(),
            start,
            end);
      }
      for (int i = 0; i < tags.count(); i++) {
        if (!tags.isGone(i)) {
          attribute(tags, i);
        }
      }
    }
    out.end();
  }

  private void attribute(Tags tags, int i) {
    if (tags.known(i) == KnownKey.HOSTNAME && tags.find(KnownKey.HOST_NAME) < 0) {
      attributes.attribute(
          OtlpField.RESOURCE_ATTRIBUTES, KnownKey.bytes(KnownKey.HOST_NAME), tags, i);
    } else if (tags.known(i) == KnownKey.JAEGER_VERSION
        && tags.find(KnownKey.EXPORTER_VERSION) < 0) {
      byte[] version = version(tags, i);
      attributes.text(
          OtlpField.RESOURCE_ATTRIBUTES,
          KnownKey.bytes(KnownKey.EXPORTER_VERSION),
          version,
          0,
          version.length);
    } else {
      attributes.attribute(OtlpField.RESOURCE_ATTRIBUTES, tags, i);
    }
  }

  private static byte[] version(Tags tags, int i) {
    byte[] text =
        switch (tags.type(i)) {
          case Tags.STRING ->
              Arrays.copyOfRange(tags.bytes(), tags.valueStart(i), tags.valueEnd(i));
          case Tags.UNKNOWN -> AttributeWriter.unknown(tags.value(i));
          default -> new byte[0];
        };
    byte[] version = Arrays.copyOf(JAEGER, JAEGER.length + text.length);
    System.arraycopy(text, 0, version, JAEGER.length, text.length);
    return version;
  }
}
