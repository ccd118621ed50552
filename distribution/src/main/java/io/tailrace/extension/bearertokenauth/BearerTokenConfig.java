// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.bearertokenauth;

import io.tailrace.config.Secret;
import java.util.List;
import java.util.Optional;

/**
 * The options of {@code bearertokenauth}.
 *
 * @param header the header that carries the token, in lower case
 * @param scheme what stands before the token; empty for nothing
 * @param tokens the tokens that a server takes; a client gives the first
 * @param file a file of tokens, one a line; goes before {@code tokens}
 */
public record BearerTokenConfig(
    String header, String scheme, List<Secret> tokens, Optional<String> file) {

  public BearerTokenConfig {
    tokens = List.copyOf(tokens);
  }
}
