// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import java.util.List;
import java.util.stream.Stream;

/** All samples. */
public final class Corpus {

  private Corpus() {}

  /**
   * The samples, in the same order for the same seed.
   *
   * @param random how many random requests of each model
   */
  public static List<Sample> samples(long seed, int random) {
    return Stream.of(
            JaegerCorpus.samples(seed, random),
            ZipkinV1Corpus.samples(seed, random),
            ZipkinV2Corpus.samples(seed, random))
        .flatMap(List::stream)
        .toList();
  }
}
