// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tailrace.component.ComponentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both protocols over TLS, with and without certificates of clients. */
class TlsIT {

  @TempDir private Path dir;
  private X509Bundle authority;
  private X509Bundle client;

  @BeforeEach
  void makeCertificates() throws Exception {
    authority =
        new CertificateBuilder()
            .subject("CN=test authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle server =
        new CertificateBuilder()
            .subject("CN=localhost")
            .addSanIpAddress("127.0.0.1")
            .addSanDnsName("localhost")
            .buildIssuedBy(authority);
    client = new CertificateBuilder().subject("CN=client").buildIssuedBy(authority);
    Files.writeString(dir.resolve("cert.pem"), server.getCertificatePathPEM());
    Files.writeString(dir.resolve("key.pem"), server.getPrivateKeyPEM());
    Files.writeString(dir.resolve("ca.pem"), authority.getRootCertificatePEM());
  }

  private ReceiverFixture start(boolean mutual) {
    String tls =
        "tls: {cert_file: '%s', key_file: '%s'%s}"
            .formatted(
                dir.resolve("cert.pem"),
                dir.resolve("key.pem"),
                mutual ? ", client_ca_file: '" + dir.resolve("ca.pem") + "'" : "");
    return ReceiverFixture.start(tls, tls, null);
  }

  private static boolean export(SpanExporter exporter) {
    try (var provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()) {
      provider.get("shop").spanBuilder("a").startSpan().end();
      return provider.forceFlush().join(10, TimeUnit.SECONDS).isSuccess();
    }
  }

  private byte[] trusted() {
    return authority.getRootCertificatePEM().getBytes(UTF_8);
  }

  private byte[] clientKey() {
    return client.getPrivateKeyPEM().getBytes(UTF_8);
  }

  private byte[] clientChain() {
    return client.getCertificatePathPEM().getBytes(UTF_8);
  }

  @Test
  void export_overTls_arrives() {
    try (var fixture = start(false)) {
      assertThat(
              export(
                  OtlpGrpcSpanExporter.builder()
                      .setEndpoint("https://127.0.0.1:" + fixture.grpcPort())
                      .setTrustedCertificates(trusted())
                      .build()))
          .isTrue();
      assertThat(
              export(
                  OtlpHttpSpanExporter.builder()
                      .setEndpoint("https://127.0.0.1:" + fixture.httpPort() + "/v1/traces")
                      .setTrustedCertificates(trusted())
                      .build()))
          .isTrue();
      assertThat(fixture.spans.spans()).hasSize(2);
    }
  }

  @Test
  void export_clientCertificateDemanded_onlyThenArrives() {
    try (var fixture = start(true)) {
      var grpc =
          OtlpGrpcSpanExporter.builder()
              .setEndpoint("https://127.0.0.1:" + fixture.grpcPort())
              .setTrustedCertificates(trusted())
              .setRetryPolicy(null);
      var http =
          OtlpHttpSpanExporter.builder()
              .setEndpoint("https://127.0.0.1:" + fixture.httpPort() + "/v1/traces")
              .setTrustedCertificates(trusted())
              .setRetryPolicy(null);
      export(grpc.build());
      export(http.build());
      assertThat(fixture.spans.spans()).isEmpty();
      export(grpc.setClientTls(clientKey(), clientChain()).build());
      export(http.setClientTls(clientKey(), clientChain()).build());
      assertThat(fixture.spans.spans()).hasSize(2);
    }
  }

  @Test
  void plainText_onTlsPort_isClosed() throws Exception {
    try (var fixture = start(false);
        var http = new RawHttp(fixture.httpPort())) {
      http.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(http.readAll()).doesNotContain((byte) 'H');
    }
  }

  @Test
  void start_badKey_saysWhatIsExpected() throws Exception {
    Files.writeString(dir.resolve("key.pem"), "nonsense");
    assertThatThrownBy(() -> start(false))
        .isInstanceOf(ComponentException.class)
        .hasMessageContaining("receivers::otlp: tls: key_file: no private key in it")
        .hasMessageContaining("PKCS #8");
  }

  @Test
  void start_keyOfAnotherCertificate_isRefused() throws Exception {
    Files.writeString(dir.resolve("key.pem"), client.getPrivateKeyPEM());
    assertThatThrownBy(() -> start(false))
        .isInstanceOf(ComponentException.class)
        .hasMessageContaining("key_file: not the key of the first certificate of cert_file");
  }

  @Test
  void export_certificateInTheConfiguration_withLimitedSuites_arrives() throws Exception {
    String tls =
        "tls: {cert_pem: \"%s\", key_pem: \"%s\", max_version: \"1.2\","
            + " cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,"
            + " TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]}";
    tls = tls.formatted(inline("cert.pem"), inline("key.pem"));
    try (var fixture = ReceiverFixture.start(tls, tls, null)) {
      assertThat(export(grpc(fixture, trusted()))).isTrue();
      assertThat(export(http(fixture, trusted()))).isTrue();
      assertThat(fixture.spans.spans()).hasSize(2);
      for (int port : new int[] {fixture.grpcPort(), fixture.httpPort()}) {
        try (var socket = handshake(port, "secp256r1", "TLSv1.2", "TLSv1.3")) {
          assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
          assertThat(socket.getSession().getCipherSuite()).endsWith("WITH_AES_256_GCM_SHA384");
        }
        assertThatThrownBy(() -> handshake(port, "secp256r1", "TLSv1.3"))
            .isInstanceOf(SSLException.class);
      }
    }
  }

  @Test
  void handshake_curvePreferences_noOtherGroupIsUsed() throws Exception {
    String tls =
        "tls: {cert_pem: \"%s\", key_pem: \"%s\", curve_preferences: [P384],"
            + " cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]}";
    tls = tls.formatted(inline("cert.pem"), inline("key.pem"));
    try (var fixture = ReceiverFixture.start(tls, tls, null)) {
      for (int port : new int[] {fixture.grpcPort(), fixture.httpPort()}) {
        try (var socket = handshake(port, "secp384r1", "TLSv1.2", "TLSv1.3")) {
          assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
        assertThatThrownBy(() -> handshake(port, "x25519", "TLSv1.2", "TLSv1.3"))
            .isInstanceOf(SSLException.class);
      }
    }
  }

  private String inline(String file) throws IOException {
    return Files.readString(dir.resolve(file)).replace("\n", "\\n").replace("\r", "");
  }

  private SSLSocket handshake(int port, String group, String... protocols) throws Exception {
    var trust = java.security.KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("ca", authority.getRootCertificate());
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trust);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    var parameters = socket.getSSLParameters();
    parameters.setProtocols(protocols);
    parameters.setNamedGroups(new String[] {group});
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return socket;
  }

  private static SpanExporter grpc(ReceiverFixture fixture, byte[] trusted) {
    return OtlpGrpcSpanExporter.builder()
        .setEndpoint("https://127.0.0.1:" + fixture.grpcPort())
        .setTrustedCertificates(trusted)
        .setRetryPolicy(null)
        .build();
  }

  private static SpanExporter http(ReceiverFixture fixture, byte[] trusted) {
    return OtlpHttpSpanExporter.builder()
        .setEndpoint("https://127.0.0.1:" + fixture.httpPort() + "/v1/traces")
        .setTrustedCertificates(trusted)
        .setRetryPolicy(null)
        .build();
  }
}
