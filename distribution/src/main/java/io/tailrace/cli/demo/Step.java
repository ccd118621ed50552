// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import java.util.Map;

/**
 * One span of a story.
 *
 * @param service who makes it
 * @param scope with which library
 * @param parent the number of its parent in the story; -1 for the root
 * @param kind the span kind
 * @param name the span name
 * @param startMillis its start, counted from the start of the trace
 * @param millis how long it takes if nothing is wrong
 * @param attributes what it tells
 */
record Step(
    Service service,
    Scope scope,
    int parent,
    Kind kind,
    String name,
    int startMillis,
    int millis,
    Map<String, Object> attributes) {

  Step {
    attributes = Map.copyOf(attributes);
  }

  /** Span kinds, with their numbers in {@code trace.proto}. */
  enum Kind {
    SERVER(2),
    CLIENT(3),
    PRODUCER(4),
    CONSUMER(5);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }
}
