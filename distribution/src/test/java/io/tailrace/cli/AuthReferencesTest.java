// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigDocument;
import io.tailrace.config.ConfigDocument.Secrets;
import io.tailrace.config.ConfigLoader;
import io.tailrace.config.ConfigReport;
import io.tailrace.service.CollectorConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code auth::authenticator} against {@code extensions} and {@code service::extensions}. */
class AuthReferencesTest {

  private ConfigReport report = new ConfigReport();

  private ConfigDocument parse(String authenticator, String started) {
    report = new ConfigReport();
    String yaml =
        """
        extensions:
          health_check:
          basicauth/server: {htpasswd: {inline: "ann:sesame"}}
          basicauth/client: {client_auth: {username: ann, password: sesame}}
          bearertokenauth: {tokens: [sesame, "${env:TOKEN}"]}
        receivers:
          otlp:
            protocols:
              http:
                auth: {authenticator: %s}
          otlp/unused:
            protocols: {grpc: {auth: {authenticator: whatever}}}
        exporters: {debug: }
        service:
          extensions: [%s]
          pipelines: {traces: {receivers: [otlp], exporters: [debug]}}
        """
            .formatted(authenticator, started);
    ConfigDocument document =
        new ConfigLoader(Map.of("TOKEN", "sesame2"))
            .load(List.of("yaml:" + yaml), List.of(), report);
    CollectorConfig.parse(document.node(), Components.catalog());
    return document;
  }

  private List<String> errors() {
    return report.errors().stream().map(Object::toString).toList();
  }

  @Test
  void reference_toAServerAuthenticatorThatIsStarted_isValid() {
    parse("basicauth/server", "basicauth/server");
    assertThat(errors()).isEmpty();
  }

  @Test
  void reference_toNothing_isAnErrorWithItsPlace() {
    parse("basicauth/sever", "basicauth/server");
    assertThat(errors())
        .singleElement()
        .asString()
        .contains(":10:")
        .contains("receivers::otlp::protocols::http::auth::authenticator")
        .contains("basicauth/sever is not configured (expected: a key of extensions)")
        .contains("basicauth/server");
  }

  @Test
  void reference_toAnExtensionOfAnotherKind_isAnError() {
    parse("health_check", "health_check");
    assertThat(errors())
        .singleElement()
        .asString()
        .contains(
            "health_check is no server authenticator (expected: basicauth/server,"
                + " bearertokenauth)");
    parse("basicauth/client", "basicauth/client");
    assertThat(errors())
        .singleElement()
        .asString()
        .contains("basicauth/client is no server authenticator");
  }

  @Test
  void reference_toAnExtensionThatIsNotStarted_isAnError() {
    parse("bearertokenauth", "health_check");
    assertThat(errors())
        .singleElement()
        .asString()
        .contains(
            "bearertokenauth is not started (expected: bearertokenauth in service::extensions)");
  }

  @Test
  void reference_missing_isAnError() {
    parse("", "health_check");
    assertThat(errors())
        .singleElement()
        .asString()
        .contains("authenticator: missing (expected: a key of extensions)");
  }

  @Test
  void printConfig_hidesCredentials() {
    ConfigDocument document = parse("basicauth/server", "basicauth/server");
    assertThat(document.toYaml(Secrets.REDACTED)).doesNotContain("sesame").contains("[REDACTED]");
    assertThat(document.toJson(Secrets.SHOWN)).contains("sesame2");
  }
}
