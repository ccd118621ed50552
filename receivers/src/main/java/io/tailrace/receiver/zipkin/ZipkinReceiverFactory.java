// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.ComponentType.Stability;
import io.tailrace.component.Factory;
import io.tailrace.component.Receiver;
import io.tailrace.config.ConfigNode;
import io.tailrace.pipeline.Consumer;
import java.util.List;

/** Makes Zipkin receivers. */
public final class ZipkinReceiverFactory implements Factory.OfReceiver<ZipkinReceiverConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "zipkin",
          List.of(),
          Stability.BETA,
          "Receives Zipkin's spans over HTTP: v1 as JSON and Thrift, v2 as JSON and Protocol Buffers");

  @Override
  public ComponentType type() {
    return TYPE;
  }

  @Override
  public ZipkinReceiverConfig parseConfig(ConfigNode node) {
    return ZipkinReceiverConfig.fromNode(node);
  }

  @Override
  public Receiver create(ZipkinReceiverConfig config, ComponentContext context, Consumer next) {
    return new ZipkinReceiver(config, context, next);
  }
}
