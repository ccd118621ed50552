// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

/**
 * One request of the corpus.
 *
 * @param name what is special about it; with the wire it is unique
 * @param wire how it is sent
 * @param body its bytes
 * @param text the same for people
 */
public record Sample(String name, Wire wire, byte[] body, String text) {

  /** The wire and the name. */
  public String id() {
    return wire.label() + "/" + name;
  }
}
