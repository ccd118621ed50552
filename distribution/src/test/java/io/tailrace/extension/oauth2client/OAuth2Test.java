// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.oauth2client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tailrace.auth.ClientAuthenticator.Credentials;
import io.tailrace.config.ConfigException;
import io.tailrace.extension.ExtensionFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The extension against a token endpoint of Java's own HTTP server. */
class OAuth2Test {

  private static final String BASIC_ID_SECRET = "Basic aWQ6c2UlMkJjcmV0"; // id:se%2Bcret

  record Request(String authorization, String form) {}

  record Answer(int status, String body) {}

  @TempDir private Path dir;
  private final ExtensionFixture fixture = new ExtensionFixture();
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
  private HttpServer server;
  private OAuth2Extension extension;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/token", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(
        new Request(
            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    Answer next = script.poll();
    byte[] body =
        (next == null ? "{\"error\":\"not_scripted\"}" : next.body())
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(next == null ? 500 : next.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @AfterEach
  void stop() {
    if (extension != null) {
      extension.stop(fixture.deadline());
    }
    server.stop(0);
    fixture.close();
  }

  private void start(String more) {
    extension =
        (OAuth2Extension)
            fixture.create(
                new OAuth2Factory(),
                "{client_id: id, client_secret: se+cret, token_url: 'http://127.0.0.1:%d/token'%s}"
                    .formatted(server.getAddress().getPort(), more));
    extension.start();
  }

  private void token(String token, int seconds) {
    script.add(
        new Answer(
            200,
            "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"x\":{\"y\":[1]},\"expires_in\":%d}"
                .formatted(token, seconds)));
  }

  private CompletableFuture<Credentials> ask() {
    return extension.credentials().toCompletableFuture();
  }

  private String get() throws Exception {
    Credentials credentials = ask().get(20, TimeUnit.SECONDS);
    assertThat(credentials.header()).isEqualTo("authorization");
    return credentials.value();
  }

  private double fetches(String outcome) {
    return fixture.metrics.value(
        "tailrace_extension_token_fetches", new io.tailrace.telemetry.Label("outcome", outcome));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(until);
      Thread.onSpinWait();
    }
  }

  @Test
  void credentials_manyAtOnce_fetchOneToken() throws Exception {
    start(", scopes: [a, 'b c'], endpoint_params: {audience: 'x y', many: [1, 2]}");
    token("t1", 3600);
    List<CompletableFuture<Credentials>> asked = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      asked.add(ask());
    }
    for (var each : asked) {
      assertThat(each.get(20, TimeUnit.SECONDS).value()).isEqualTo("Bearer t1");
    }
    Request request = requests.take();
    assertThat(request.authorization()).isEqualTo(BASIC_ID_SECRET);
    assertThat(request.form().split("&"))
        .containsExactlyInAnyOrder(
            "grant_type=client_credentials", "scope=a+b+c", "audience=x+y", "many=1", "many=2");
    assertThat(requests).isEmpty();
    assertThat(fetches("ok")).isEqualTo(1);
  }

  @Test
  void credentials_beforeTheTokenExpires_nextOneIsFetchedBesides() throws Exception {
    start(", expiry_buffer: 10m");
    token("t1", 3600);
    assertThat(get()).isEqualTo("Bearer t1");
    fixture.clock.advance(Duration.ofMinutes(49));
    assertThat(get()).isEqualTo("Bearer t1");
    assertThat(requests).hasSize(1);
    token("t2", 3600);
    fixture.clock.advance(Duration.ofMinutes(2));
    assertThat(ask()).as("at once").isCompletedWithValueMatching(c -> c.value().endsWith("t1"));
    await(() -> ask().join().value().equals("Bearer t2"));
    assertThat(requests).hasSize(2);
  }

  @Test
  void credentials_tokenExpired_isNotGivenOut() throws Exception {
    start("");
    token("t1", 60);
    assertThat(get()).isEqualTo("Bearer t1");
    token("t2", 60);
    fixture.clock.advance(Duration.ofMinutes(1));
    assertThat(get()).isEqualTo("Bearer t2");
  }

  @Test
  void credentials_endpointFails_isLeftAloneForAWhile_thenTriedAgain() throws Exception {
    start("");
    script.add(new Answer(503, "down"));
    assertThatThrownBy(() -> get())
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("oauth2client: no token from 127.0.0.1: HTTP 503");
    assertThat(ask()).as("within the pause").isCompletedExceptionally();
    assertThat(requests).hasSize(1);
    fixture.clock.advance(Duration.ofSeconds(1));
    token("t1", 60);
    assertThat(get()).isEqualTo("Bearer t1");
    assertThat(fetches("failed")).isEqualTo(1);
  }

  @Test
  void credentials_refreshFails_oldTokenServesUntilItExpires() throws Exception {
    start("");
    token("t1", 3600);
    assertThat(get()).isEqualTo("Bearer t1");
    fixture.clock.advance(Duration.ofMinutes(56));
    script.add(new Answer(500, ""));
    assertThat(get()).isEqualTo("Bearer t1");
    await(() -> fetches("failed") == 1);
    assertThat(get()).isEqualTo("Bearer t1");
    fixture.clock.advance(Duration.ofMinutes(4));
    token("t2", 3600);
    assertThat(get()).isEqualTo("Bearer t2");
  }

  @Test
  void credentials_serverWantsThemInTheBody_isRemembered() throws Exception {
    start("");
    script.add(new Answer(401, "{\"error\":\"invalid_client\"}"));
    token("t1", 60);
    token("t2", 60);
    assertThat(get()).isEqualTo("Bearer t1");
    assertThat(requests.take().authorization()).isEqualTo(BASIC_ID_SECRET);
    Request second = requests.take();
    assertThat(second.authorization()).isEqualTo("null");
    assertThat(second.form()).contains("client_id=id").contains("client_secret=se%2Bcret");
    fixture.clock.advance(Duration.ofMinutes(1));
    assertThat(get()).isEqualTo("Bearer t2");
    assertThat(requests.take().authorization()).isEqualTo("null");
  }

  @Test
  void rejected_tokenIsNotGivenOutAgain() throws Exception {
    start("");
    token("t1", 3600);
    token("t2", 3600);
    Credentials first = ask().get(20, TimeUnit.SECONDS);
    assertThat(extension.rejected(first)).isTrue();
    assertThat(get()).isEqualTo("Bearer t2");
    extension.rejected(first);
    assertThat(get()).as("another one was rejected").isEqualTo("Bearer t2");
    assertThat(requests).hasSize(2);
  }

  @Test
  void credentials_fromFiles_areReadForEveryToken() throws Exception {
    Path id = Files.writeString(dir.resolve("id"), "id\n");
    Path secret = Files.writeString(dir.resolve("secret"), "se+cret\n");
    start(", client_id_file: '%s', client_secret_file: '%s'".formatted(id, secret));
    token("t1", 60);
    assertThat(get()).isEqualTo("Bearer t1");
    assertThat(requests.take().authorization()).isEqualTo(BASIC_ID_SECRET);
    Files.writeString(secret, "other");
    token("t2", 60);
    fixture.clock.advance(Duration.ofMinutes(1));
    assertThat(get()).isEqualTo("Bearer t2");
    assertThat(requests.take().authorization()).isEqualTo("Basic aWQ6b3RoZXI=");
  }

  @Test
  void credentials_answerThatIsNone_isAFailureThatShowsNothing() {
    start("");
    script.add(new Answer(200, "{\"access_token\":\"\",\"refresh_token\":\"sesame\"}"));
    assertThatThrownBy(() -> get())
        .hasMessageContaining("an answer without access_token")
        .hasMessageNotContaining("sesame");
  }

  @Test
  void parse_mistakes_areErrors() {
    assertThatThrownBy(() -> fixture.create(new OAuth2Factory(), "{scopes: [a]}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("client_id: missing")
        .hasMessageContaining("client_secret: missing")
        .hasMessageContaining("token_url: missing");
    assertThatThrownBy(
            () -> fixture.create(new OAuth2Factory(), "{grant_type: x, token_url: 'ftp://a'}"))
        .hasMessageContaining("grant_type: is not supported")
        .hasMessageContaining("token_url: missing or no URL");
  }
}
