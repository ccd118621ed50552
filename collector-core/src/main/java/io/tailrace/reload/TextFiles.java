// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.reload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Small files that a configuration names. */
public final class TextFiles {

  private static final int MAX_BYTES = 4 << 20;

  private TextFiles() {}

  /**
   * The content of a file, one character per byte (ISO 8859-1), so that no byte is lost.
   *
   * @param key the configuration key that names it, for messages
   * @throws IllegalArgumentException if it cannot be read or is larger than 4 MiB
   */
  public static String read(String key, String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IllegalArgumentException(
            key + ": " + file + " is too large (expected: <= " + MAX_BYTES + " bytes)");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(key + ": there is no file " + file, e);
    } catch (IOException e) {
      throw new IllegalArgumentException(key + ": cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
