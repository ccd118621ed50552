// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.batch;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.ComponentType.Stability;
import io.tailrace.component.Factory;
import io.tailrace.component.Processor;
import io.tailrace.config.ConfigNode;
import io.tailrace.pipeline.Consumer;
import java.util.List;

/** Makes {@code batch} processors. */
public final class BatchFactory implements Factory.OfProcessor<BatchConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "batch", List.of(), Stability.BETA, "Makes few large batches of many small ones");

  @Override
  public ComponentType type() {
    return TYPE;
  }

  @Override
  public BatchConfig parseConfig(ConfigNode node) {
    return BatchConfig.parse(node);
  }

  @Override
  public Processor create(BatchConfig config, ComponentContext context, Consumer next) {
    return new BatchProcessor(config, context, next);
  }
}
