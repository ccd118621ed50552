// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling;

import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentType;
import io.tailrace.component.Factory;
import io.tailrace.component.Processor;
import io.tailrace.config.ConfigNode;
import io.tailrace.memory.ExtentSlab;
import io.tailrace.pipeline.Consumer;
import java.security.SecureRandom;
import java.util.List;

/** Makes {@code tail_sampling} processors. */
public final class TailSamplingFactory implements Factory.OfProcessor<TailSamplingConfig> {

  private static final ComponentType TYPE =
      new ComponentType(
          "tail_sampling",
          List.of(),
          ComponentType.Stability.BETA,
          "Holds traces until they are whole and samples them by policies");

  /**
   * Loads what takes longest when the first sampler starts: the binding of the system calls for its
   * memory and the source of its seed. For a thread that has nothing else to do at a start.
   */
  public static void loadEarly() {
    new ExtentSlab(256, ExtentSlab.GROWTH_BYTES).close();
    var _ = new SecureRandom().nextLong();
  }

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
