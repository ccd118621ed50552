// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the text of configuration files: UTF-8, of a size that a configuration can have. */
final class ConfigText {

  /** The largest file that is read, in bytes. */
  static final int MAX_BYTES = YamlReader.MAX_CHARS;

  private ConfigText() {}

  /**
   * Reads a whole file.
   *
   * @param name the file as the user named it, relative to the working directory
   * @throws ConfigException if it cannot be read, is too large or not UTF-8
   */
  static String read(String name) {
    byte[] bytes;
    try (var in = Files.newInputStream(Path.of(name))) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException | InvalidPathException e) {
      throw new ConfigException(Position.of(name), reason(e) + " (expected: a readable file)");
    }
    if (bytes.length > MAX_BYTES) {
      throw new ConfigException(
          Position.of(name), "larger than " + MAX_BYTES + " bytes (expected: a configuration)");
    }
    return decode(name, bytes);
  }

  private static String reason(Exception e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String decode(String name, byte[] bytes) {
    if (bytes.length >= 2 && (bytes[0] & 0xFF) >= 0xFE && (bytes[1] & 0xFF) >= 0xFE) {
      throw new ConfigException(new Position(name, 1, 1), "UTF-16 text (expected: UTF-8)");
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    if (result.isError()) {
      String invalid = "byte 0x%02X".formatted(bytes[in.position()] & 0xFF);
      throw new ConfigException(
          Position.after(name, out), invalid + " is not valid UTF-8 (expected: UTF-8 text)");
    }
    return out.toString();
  }
}
