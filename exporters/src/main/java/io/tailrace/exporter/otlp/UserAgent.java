// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

/** What the exporters call themselves to backends. */
public final class UserAgent {

  /** The value of the header {@code User-Agent}. */
  public static final String VALUE = "Tailrace" + version();

  private UserAgent() {}

  private static String version() {
    String version = UserAgent.class.getPackage().getImplementationVersion();
    return version == null ? "" : "/" + version;
  }
}
