// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import java.util.function.LongPredicate;

/** How tables and slabs come to more of the memory that they share a bound for. */
final class Growth {

  private Growth() {}

  /**
   * Takes a piece, or half of it, or half of that, down to one unit.
   *
   * @param wanted the size of the piece in bytes (expected: a multiple of the unit)
   * @param unitShift the logarithm of the unit's size
   * @param take asked for a number of bytes; false means that there are not so many
   * @return how many units were taken; 0 if there is not one
   */
  static int take(long wanted, int unitShift, LongPredicate take) {
    long bytes = wanted;
    while (bytes > 0 && !take.test(bytes)) {
      bytes = bytes / 2 >>> unitShift << unitShift;
    }
    return (int) (bytes >>> unitShift);
  }
}
