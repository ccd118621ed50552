// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a collector made of a sample.
 *
 * @param status how it answered: {@code 202}, {@code OK}, {@code no answer}; empty over UDP
 * @param spans what came out, each as {@link OtlpText} writes it
 */
public record Translation(String status, List<List<String>> spans) {

  /** A copy with the spans in an order that does not depend on how they came. */
  public Translation {
    spans = spans.stream().sorted(Comparator.comparing(Object::toString)).toList();
  }

  private boolean isAccepted() {
    return status.isEmpty() || status.equals("OK") || status.startsWith("2");
  }

  /**
   * What is different in another translation of the same sample; empty if nothing is. Of the
   * statuses only acceptance counts. Lines of this one begin with {@code -}, the other's with
   * {@code +}.
   */
  public List<String> differences(Translation other) {
    var lines = new ArrayList<String>();
    if (isAccepted() != other.isAccepted()) {
      lines.add("- answer " + status);
      lines.add("+ answer " + other.status);
    }
    var unmatched = new ArrayList<>(other.spans);
    var own = new ArrayList<List<String>>();
    spans.forEach(
        span -> {
          if (!unmatched.remove(span)) {
            own.add(span);
          }
        });
    while (!own.isEmpty() && !unmatched.isEmpty()) {
      List<String> span = own.removeFirst();
      List<String> nearest = nearest(span, unmatched);
      unmatched.remove(nearest);
      lines.add("  span " + span.stream().filter(l -> l.startsWith("spanId")).toList());
      span.stream().filter(l -> !nearest.contains(l)).forEach(l -> lines.add("- " + l));
      nearest.stream().filter(l -> !span.contains(l)).forEach(l -> lines.add("+ " + l));
      if (lines.getLast().startsWith("  ")) {
        lines.add("- " + span);
        lines.add("+ " + nearest);
      }
    }
    own.forEach(span -> lines.add("- " + span));
    unmatched.forEach(span -> lines.add("+ " + span));
    return lines;
  }

  private static List<String> nearest(List<String> span, List<List<String>> candidates) {
    return candidates.stream()
        .max(Comparator.comparingLong(c -> c.stream().filter(span::contains).count()))
        .orElseThrow();
  }
}
