// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.bearertokenauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.auth.AuthResult;
import io.tailrace.auth.ClientAuthenticator.Credentials;
import io.tailrace.component.ComponentException;
import io.tailrace.config.ConfigException;
import io.tailrace.extension.ExtensionFixture;
import io.tailrace.reload.Reloader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BearerTokenTest {

  @TempDir private Path dir;
  private final ExtensionFixture fixture = new ExtensionFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private BearerTokenExtension start(String yaml) {
    var extension = (BearerTokenExtension) fixture.create(new BearerTokenFactory(), yaml);
    extension.start();
    return extension;
  }

  private static AuthResult ask(BearerTokenExtension extension, String header, String value) {
    return extension.authenticate(
        Map.of(header, value)::get,
        later -> {
          throw new AssertionError(later);
        });
  }

  private static AuthResult ask(BearerTokenExtension extension, String value) {
    return ask(extension, "authorization", value);
  }

  @Test
  void authenticate_oneOfTheTokens_isAccepted() {
    var extension = start("tokens: [abc, def]");
    assertThat(ask(extension, "Bearer abc")).isEqualTo(AuthResult.ACCEPTED);
    assertThat(ask(extension, "bearer def")).isEqualTo(AuthResult.ACCEPTED);
    assertThat(ask(extension, "Bearer ab")).isEqualTo(AuthResult.REFUSED);
    assertThat(ask(extension, "Bearer abcd")).isEqualTo(AuthResult.REFUSED);
    assertThat(ask(extension, "Bearer ")).isEqualTo(AuthResult.REFUSED);
    assertThat(ask(extension, "Basic abc")).isEqualTo(AuthResult.MISSING);
    assertThat(ask(extension, "abc")).isEqualTo(AuthResult.MISSING);
    assertThat(ask(extension, "x-other", "Bearer abc")).isEqualTo(AuthResult.MISSING);
    assertThat(extension.challenge()).isEqualTo("Bearer realm=\"tailrace\"");
  }

  @Test
  void authenticate_ownHeaderWithoutScheme_isTheToken() {
    var extension = start("{header: X-Api-Key, scheme: \"\", token: abc}");
    assertThat(ask(extension, "x-api-key", "abc")).isEqualTo(AuthResult.ACCEPTED);
    assertThat(ask(extension, "x-api-key", "Bearer abc")).isEqualTo(AuthResult.REFUSED);
    assertThat(extension.credentials().toCompletableFuture().join())
        .isEqualTo(new Credentials("x-api-key", "abc"));
  }

  @Test
  void file_changed_newTokensCountAndBrokenOnesDoNot() throws Exception {
    Path file = Files.writeString(dir.resolve("tokens"), "first\nsecond\n\n");
    var extension = start("filename: '" + file + "'");
    assertThat(ask(extension, "Bearer second")).isEqualTo(AuthResult.ACCEPTED);
    assertThat(ask(extension, "Bearer ")).as("an empty line").isEqualTo(AuthResult.REFUSED);

    Files.writeString(file, " third\r\n");
    tick();
    await(() -> ask(extension, "Bearer third") == AuthResult.ACCEPTED);
    assertThat(ask(extension, "Bearer first")).isEqualTo(AuthResult.REFUSED);
    assertThat(extension.credentials().toCompletableFuture().join())
        .isEqualTo(new Credentials("authorization", "Bearer third"));

    Files.writeString(file, "");
    tick();
    Files.delete(file);
    tick();
    assertThat(ask(extension, "Bearer third")).isEqualTo(AuthResult.ACCEPTED);

    Files.writeString(file, "fourth");
    tick();
    await(() -> ask(extension, "Bearer fourth") == AuthResult.ACCEPTED);
    extension.stop(fixture.deadline());
    assertThat(fixture.clock.pending()).isZero();
  }

  /** Has the file looked at, and waits until it has been. */
  private void tick() throws InterruptedException {
    await(() -> fixture.clock.pending() == 1);
    fixture.clock.advance(Reloader.INTERVAL);
    await(() -> fixture.clock.pending() == 1);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(until);
      Thread.onSpinWait();
    }
  }

  @Test
  void start_fileIsNotThere_saysWhich() {
    assertThatThrownBy(() -> start("filename: /does/not/exist"))
        .isInstanceOf(ComponentException.class)
        .hasMessage("filename: there is no file /does/not/exist");
  }

  @Test
  void parse_mistakes_areErrorsThatDoNotShowTokens() {
    assertThatThrownBy(() -> start("scheme: Bearer"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no token (expected: token, tokens or filename)");
    assertThatThrownBy(() -> start("{token: sesame, tokens: [b]}"))
        .hasMessageContaining("stands beside token")
        .hasMessageNotContaining("sesame");
    assertThatThrownBy(() -> start("token: open sesame"))
        .hasMessageContaining("an empty token, or one with spaces")
        .hasMessageNotContaining("sesame");
    assertThatThrownBy(() -> start("{token: a, retry_on_failure: {enabled: true}}"))
        .hasMessageContaining("retry_on_failure: is not supported");
  }
}
