// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.ComponentType.Stability;
import io.tailrace.component.Factory;
import io.tailrace.component.Receiver;
import io.tailrace.config.ConfigNode;
import io.tailrace.pipeline.Consumer;
import java.util.List;

/** Makes Jaeger receivers. */
public final class JaegerReceiverFactory implements Factory.OfReceiver<JaegerReceiverConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "jaeger",
          List.of(),
          Stability.BETA,
          "Receives traces from Jaeger clients and agents by gRPC, HTTP and UDP");

  @Override
  public ComponentType type() {
    return TYPE;
  }

  @Override
  public JaegerReceiverConfig parseConfig(ConfigNode node) {
    return JaegerReceiverConfig.fromNode(node);
  }

  @Override
  public Receiver create(JaegerReceiverConfig config, ComponentContext context, Consumer next) {
    return new JaegerReceiver(config, context, next);
  }
}
