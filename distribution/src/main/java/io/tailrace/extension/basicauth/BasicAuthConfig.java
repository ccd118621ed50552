// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.basicauth;

import io.tailrace.config.Secret;
import java.util.Optional;

/**
 * The options of {@code basicauth}: one of the two.
 *
 * @param htpasswd the users that a server lets in
 * @param client who a client says that it is
 */
public record BasicAuthConfig(Optional<Htpasswd> htpasswd, Optional<Client> client) {

  /**
   * {@code htpasswd}.
   *
   * @param file a file as Apache's {@code htpasswd} writes it
   * @param inline the same as text; its users replace those of the same name in the file
   */
  public record Htpasswd(Optional<String> file, Optional<Secret> inline) {}

  /** {@code client_auth}: a file goes before a value. */
  public record Client(
      Optional<String> username,
      Optional<String> usernameFile,
      Optional<Secret> password,
      Optional<String> passwordFile) {}
}
