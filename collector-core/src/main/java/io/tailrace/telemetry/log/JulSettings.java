// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Sends {@code java.util.logging} to SLF4J, from WARNING on. {@link LogManager} makes one when it
 * starts (its property {@code java.util.logging.config.class}).
 */
public final class JulSettings {

  private static final String SETTINGS =
      "handlers=" + JulHandler.class.getName() + "\n.level=WARNING\n";

  /**
   * Sets handler and level.
   *
   * @throws IOException never: the settings come from memory
   */
  public JulSettings() throws IOException {
    byte[] settings = SETTINGS.getBytes(StandardCharsets.ISO_8859_1);
    LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(settings));
  }
}
