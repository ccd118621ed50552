// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.forward;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.ComponentType.Stability;
import io.tailrace.component.Connector;
import io.tailrace.component.Factory;
import io.tailrace.config.ConfigNode;
import io.tailrace.pipeline.Consumer;
import java.util.List;

/** Makes {@code forward} connectors. */
public final class ForwardConnectorFactory implements Factory.OfConnector<ForwardConnectorConfig> {

  @Override
  public ComponentType type() {
    return new ComponentType(
        "forward", List.of(), Stability.BETA, "Joins pipelines and changes nothing");
  }

  @Override
  public ForwardConnectorConfig parseConfig(ConfigNode node) {
    return new ForwardConnectorConfig();
  }

  @Override
  public Connector create(ForwardConnectorConfig config, ComponentContext context, Consumer next) {
    return new ForwardConnector(next);
  }
}
