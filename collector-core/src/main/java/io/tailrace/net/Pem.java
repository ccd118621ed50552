// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.tailrace.config.ConfigNode;
import io.tailrace.config.Secret;
import io.tailrace.reload.TextFiles;
import java.util.Optional;

/**
 * A PEM text and where it is.
 *
 * @param origin the configuration key, for messages
 * @param file the file that holds the text; empty if it stands in the configuration itself
 * @param inline the text if it stands in the configuration itself
 */
public record Pem(String origin, Optional<String> file, Optional<Secret> inline) {

  /** A text in a file. */
  static Pem ofFile(String origin, String file) {
    return new Pem(origin, Optional.of(file), Optional.empty());
  }

  /** Reads {@code <what>_file} or {@code <what>_pem} of a {@code tls} block. */
  static Optional<Pem> parse(ConfigNode node, String what) {
    String fileKey = what + "_file";
    String pemKey = what + "_pem";
    var file = node.optionalString(fileKey).filter(f -> !f.isEmpty());
    var inline = node.secret(pemKey).filter(p -> !p.value().isEmpty());
    if (file.isPresent() && inline.isPresent()) {
      node.error(pemKey, "stands beside " + fileKey + " (expected: one of them)");
    }
    if (file.isEmpty() && inline.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Pem(inline.isPresent() ? pemKey : fileKey, file, inline));
  }

  /**
   * The text as it is now.
   *
   * @throws IllegalArgumentException if the file cannot be read; the message names the key
   */
  String text() {
    return inline.map(Secret::value).orElseGet(() -> TextFiles.read(origin, file.orElseThrow()));
  }
}
