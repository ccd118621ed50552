// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.memorylimiter;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.ComponentType.Stability;
import io.tailrace.component.Factory;
import io.tailrace.component.Processor;
import io.tailrace.config.ConfigNode;
import io.tailrace.memory.ContainerMemory;
import io.tailrace.pipeline.Consumer;
import java.util.List;

/** Makes {@code memory_limiter} processors. */
public final class MemoryLimiterFactory implements Factory.OfProcessor<MemoryLimiterConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "memory_limiter",
          List.of(),
          Stability.BETA,
          "Refuses spans while the process retains too much memory");

  @Override
  public ComponentType type() {
    return TYPE;
  }

  @Override
  public MemoryLimiterConfig parseConfig(ConfigNode node) {
    return MemoryLimiterConfig.parse(node);
  }

  @Override
  public Processor create(MemoryLimiterConfig config, ComponentContext context, Consumer next) {
    long container = config.limitMib() > 0 ? 0 : ContainerMemory.bytes();
    return new MemoryLimiterProcessor(config, container, new JvmHeap(), context, next);
  }
}
