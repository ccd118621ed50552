// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.debug;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import io.tailrace.exporter.sending.QueueConfig;
import io.tailrace.exporter.sending.RetryConfig;
import io.tailrace.exporter.sending.SendingConfig;
import io.tailrace.exporter.sending.SendingExporter;
import io.tailrace.exporter.sending.Sizer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Makes exporters that print. */
public final class DebugExporterFactory implements Factory.OfExporter<DebugExporterConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "debug",
          List.of(),
          ComponentType.Stability.ALPHA,
          "Prints spans to the log or the console");

  /** One at a time, in order. */
  private static final SendingConfig SENDING =
      new SendingConfig(
          new QueueConfig(1, 1000, Sizer.REQUESTS, Optional.empty()), RetryConfig.NONE);

  @Override
  public ComponentType type() {
    return TYPE;
  }

  @Override
  public DebugExporterConfig parseConfig(ConfigNode node) {
    var paths = node.strings("output_paths", List.of("stdout"));
    for (String path : paths) {
      if (!path.equals("stdout") && !path.equals("stderr")) {
        node.error(
            "output_paths", path + " (expected: stdout or stderr; to write a file, use file)");
      }
    }
    return new DebugExporterConfig(
        node.choice("verbosity", Verbosity.WORDS, Verbosity.BASIC),
        node.integer("sampling_initial", 2, 0, Long.MAX_VALUE),
        node.integer("sampling_thereafter", 1, 0, Long.MAX_VALUE),
        node.bool("use_internal_logger", true),
        paths);
  }

  @Override
  public Exporter create(DebugExporterConfig config, ComponentContext context) {
    List<OutputStream> consoles =
        config.outputPaths().stream().map(DebugExporterFactory::console).toList();
    return SendingExporter.inOrder(SENDING, context, new DebugTransport(config, context, consoles));
  }

  private static OutputStream console(String path) {
    return new FileOutputStream(path.equals("stdout") ? FileDescriptor.out : FileDescriptor.err);
  }
}
