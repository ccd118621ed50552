// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.Factory;
import io.tailrace.component.Processor;
import io.tailrace.config.ConfigNode;
import io.tailrace.pipeline.Consumer;
import java.util.List;

/** Makes {@code tail_sampling} processors. */
public final class TailSamplingFactory implements Factory.OfProcessor<TailSamplingConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "tail_sampling",
          List.of(),
          ComponentType.Stability.BETA,
          "Holds traces until they are whole and samples them by policies");

  @Override
  public ComponentType type() {
    return TYPE;
  }

  @Override
  public TailSamplingConfig parseConfig(ConfigNode node) {
    return TailSamplingConfig.parse(node);
  }

  @Override
  public Processor create(TailSamplingConfig config, ComponentContext context, Consumer next) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new TailSamplingProcessor(config, context, next, cores);
  }
}
