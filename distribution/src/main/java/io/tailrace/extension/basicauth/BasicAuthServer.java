// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.basicauth;

import io.tailrace.auth.AuthResult;
import io.tailrace.auth.ServerAuthenticator;
import io.tailrace.component.ComponentContext;
import io.tailrace.component.ComponentException;
import io.tailrace.component.Deadline;
import io.tailrace.component.Extension;
import io.tailrace.config.Secret;
import io.tailrace.extension.basicauth.BasicAuthConfig.Htpasswd;
import io.tailrace.reload.TextFiles;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who knows a user's password (RFC 7617). Passwords with a fast hash are compared at once;
 * those with a slow one by {@link Verifications}.
 */
final class BasicAuthServer implements Extension, ServerAuthenticator {

  private static final String SCHEME = "Basic ";

  private final Htpasswd config;
  private final ComponentContext context;
  private final Verifications verifications;
  private volatile Users users = Users.NONE;

  BasicAuthServer(Htpasswd config, ComponentContext context) {
    this.config = config;
    this.context = context;
    verifications = new Verifications(context.clock());
  }

  @Override
  public void start() {
    try {
      String file = config.file().map(path -> TextFiles.read("htpasswd::file", path)).orElse("");
      String inline = config.inline().map(Secret::value).map(BasicAuthServer::bytes).orElse("");
      users = Users.parse(file + "\n" + inline, problem -> context.logger().warn("{}", problem));
    } catch (IllegalArgumentException e) {
      throw new ComponentException(String.valueOf(e.getMessage()), e);
    }
    if (users.isEmpty()) {
      throw new ComponentException("htpasswd: no user in it (expected: lines of user:hash)");
    }
  }

  /** The UTF-8 bytes of a text, one character per byte. */
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void stop(Deadline deadline) {
    verifications.close();
  }

  @Override
  public AuthResult authenticate(
      Function<String, @Nullable String> headers, Consumer<AuthResult> later) {
    String header = headers.apply(header());
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return AuthResult.MISSING;
    }
    byte[] credentials;
    try {
      credentials = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
    } catch (IllegalArgumentException _) {
      return AuthResult.MISSING;
    }
    String text = new String(credentials, StandardCharsets.ISO_8859_1);
    int colon = text.indexOf(':');
    if (colon < 0) {
      return AuthResult.MISSING;
    }
    Users known = users;
    String user = text.substring(0, colon);
    byte[] password = text.substring(colon + 1).getBytes(StandardCharsets.ISO_8859_1);
    return known.isSlow(user)
        ? verifications.verify(credentials, () -> known.matches(user, password), later)
        : known.matches(user, password) ? AuthResult.ACCEPTED : AuthResult.REFUSED;
  }

  @Override
  public String challenge() {
    return "Basic realm=\"tailrace\", charset=\"UTF-8\"";
  }

  @Override
  public String header() {
    return "authorization";
  }
}
