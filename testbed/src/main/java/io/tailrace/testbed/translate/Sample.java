// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

/** One request of the corpus. */
public final class Sample {

  private final String name;
  private final Wire wire;
  private final byte[] body;
  private final String text;

  /**
   * Makes a sample.
   *
   * @param name what is special about it; with the wire it is unique
   * @param wire how it is sent
   * @param body its bytes
   * @param text the same for people
   */
  public Sample(String name, Wire wire, byte[] body, String text) {
    this.name = name;
    this.wire = wire;
    this.body = body.clone();
    this.text = text;
  }

  /** What is special about it. */
  public String name() {
    return name;
  }

  /** How it is sent. */
  public Wire wire() {
    return wire;
  }

  /** A copy of its bytes. */
  public byte[] body() {
    return body.clone();
  }

  /** The same for people. */
  public String text() {
    return text;
  }

  /** The wire and the name. */
  public String id() {
    return wire.label() + "/" + name;
  }

  @Override
  public String toString() {
    return id();
  }
}
