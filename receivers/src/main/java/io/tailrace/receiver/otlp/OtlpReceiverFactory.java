// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.ComponentType.Stability;
import io.tailrace.component.Factory;
import io.tailrace.component.Receiver;
import io.tailrace.config.ConfigNode;
import io.tailrace.pipeline.Consumer;
import java.util.List;

/** Makes OTLP receivers. */
public final class OtlpReceiverFactory implements Factory.OfReceiver<OtlpReceiverConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "otlp",
          List.of(),
          Stability.BETA,
          "Receives traces by OTLP/gRPC and OTLP/HTTP, as Protocol Buffers or JSON");

  @Override
  public ComponentType type() {
    return TYPE;
  }

  @Override
  public OtlpReceiverConfig parseConfig(ConfigNode node) {
    return OtlpReceiverConfig.fromNode(node);
  }

  @Override
  public Receiver create(OtlpReceiverConfig config, ComponentContext context, Consumer next) {
    return new OtlpReceiver(config, context, next);
  }
}
