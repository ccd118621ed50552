// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.basicauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.auth.AuthResult;
import io.tailrace.component.ComponentException;
import io.tailrace.component.Extension;
import io.tailrace.config.ConfigException;
import io.tailrace.extension.ExtensionFixture;
import io.tailrace.reload.Reloader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasicAuthConfigTest {

  @TempDir private Path dir;
  private final ExtensionFixture fixture = new ExtensionFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Extension start(String yaml) {
    Extension extension = fixture.create(new BasicAuthFactory(), yaml);
    extension.start();
    return extension;
  }

  private static String basic(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static AuthResult ask(Extension extension, String header) {
    return ((BasicAuthServer) extension)
        .authenticate(
            Map.of("authorization", header)::get,
            later -> {
              throw new AssertionError(later);
            });
  }

  private static String credentials(Extension extension) {
    return ((BasicAuthClient) extension).credentials().toCompletableFuture().join().value();
  }

  @Test
  void server_inlineGoesBeforeTheFile() throws Exception {
    Path file = Files.writeString(dir.resolve("htpasswd"), "ann:file\nbob:file");
    var server = start("htpasswd: {file: '" + file + "', inline: \"ann:ünline\"}");
    assertThat(ask(server, basic("ann:ünline"))).isEqualTo(AuthResult.ACCEPTED);
    assertThat(ask(server, basic("ann:file"))).isEqualTo(AuthResult.REFUSED);
    assertThat(ask(server, basic("bob:file"))).isEqualTo(AuthResult.ACCEPTED);
    for (String malformed : new String[] {"Basic", "Basic !", "Basic YW5u", "Bearer x", ""}) {
      assertThat(ask(server, malformed)).as(malformed).isEqualTo(AuthResult.MISSING);
    }
    server.stop(fixture.deadline());
  }

  @Test
  void server_withoutUsers_doesNotStart() throws Exception {
    Path file = Files.writeString(dir.resolve("htpasswd"), "# nobody\n");
    assertThatThrownBy(() -> start("htpasswd: {file: '" + file + "'}"))
        .isInstanceOf(ComponentException.class)
        .hasMessageContaining("no user in it");
    assertThatThrownBy(() -> start("htpasswd: {file: /does/not/exist}"))
        .isInstanceOf(ComponentException.class)
        .hasMessage("htpasswd::file: there is no file /does/not/exist");
  }

  @Test
  void client_fileChanged_newPasswordIsGiven() throws Exception {
    Path password = Files.writeString(dir.resolve("password"), "old\n");
    var client = start("client_auth: {username: ann, password_file: '" + password + "'}");
    assertThat(credentials(client)).isEqualTo(basic("ann:old"));
    Files.writeString(password, "");
    tick();
    assertThat(credentials(client)).as("an empty file").isEqualTo(basic("ann:old"));
    Files.writeString(password, "new:ü");
    tick();
    assertThat(credentials(client)).isEqualTo(basic("ann:new:ü"));
    client.stop(fixture.deadline());
    assertThat(fixture.clock.pending()).isZero();
  }

  /** Has the file looked at, and waits until it has been. */
  private void tick() throws InterruptedException {
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|neither htpasswd nor client_auth",
        "{htpasswd: {inline: 'a:b'}, client_auth: {username: a}}|stands beside htpasswd",
        "htpasswd: {}|no users (expected: file or inline)",
        "client_auth: {password: sesame}|username: missing",
        "client_auth: {username: 'a:b', password: sesame}|has a colon",
        "client_auth: {username: a, aws_secrets_manager: {}}|aws_secrets_manager: is not supported",
      })
  void parse_wrong_saysWhatWouldBeRight(String yaml, String part) {
    assertThatThrownBy(() -> start(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(part)
        .hasMessageNotContaining("sesame");
  }
}
