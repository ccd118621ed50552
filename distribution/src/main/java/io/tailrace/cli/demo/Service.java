// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import io.tailrace.cli.traffic.ProtoWriter;
import io.tailrace.otlp.OtlpField;
import java.util.Locale;

/** A service of the shop. */
enum Service {
  FRONTEND("nodejs", "2.9.1"),
  CHECKOUT("java", "1.14.0"),
  PAYMENT("java", "1.3.2"),
  INVENTORY("go", "0.9.7"),
  CATALOG("python", "3.0.4"),
  SHIPPING("dotnet", "1.1.0");

  private final String language;
  private final String version;

  Service(String language, String version) {
    this.language = language;
    this.version = version;
  }

  /** Its name in {@code service.name}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its {@code Resource}. */
  ProtoWriter resource() {
    int a = OtlpField.RESOURCE_ATTRIBUTES;
    return new ProtoWriter()
        .attribute(a, "service.name", label())
        .attribute(a, "service.namespace", "shop")
        .attribute(a, "service.version", version)
        .attribute(a, "service.instance.id", label() + "-7d9f8b6c5-x2x4q")
        .attribute(a, "k8s.namespace.name", "shop")
        .attribute(a, "k8s.pod.name", label() + "-7d9f8b6c5-x2x4q")
        .attribute(a, "telemetry.sdk.language", language)
        .attribute(a, "telemetry.sdk.name", "opentelemetry");
  }
}
