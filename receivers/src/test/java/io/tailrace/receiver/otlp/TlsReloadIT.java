// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.tailrace.time.FakeClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and authorities that change while a server runs; the test moves the time. */
class TlsReloadIT {

  private static final String REQUEST =
      "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + "Content-Length: 2\r\n\r\n{}";

  @TempDir private Path dir;
  private final FakeClock clock = new FakeClock();
  private X509Bundle authority;
  private X509Bundle otherAuthority;

  @BeforeEach
  void makeAuthorities() throws Exception {
    authority = authority("CN=one");
    otherAuthority = authority("CN=other");
  }

  private static X509Bundle authority(String subject) throws Exception {
    return new CertificateBuilder()
        .subject(subject)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private X509Bundle server(String name) throws Exception {
    return new CertificateBuilder()
        .subject("CN=" + name)
        .addSanIpAddress("127.0.0.1")
        .buildIssuedBy(authority);
  }

  private void write(X509Bundle server) throws IOException {
    Files.writeString(dir.resolve("cert.pem"), server.getCertificatePathPEM());
    Files.writeString(dir.resolve("key.pem"), server.getPrivateKeyPEM());
  }

  private ReceiverFixture start(String more) {
    String tls =
        "tls: {cert_file: '%s', key_file: '%s'%s}"
            .formatted(dir.resolve("cert.pem"), dir.resolve("key.pem"), more);
    return ReceiverFixture.start(tls, tls, null, clock);
  }

  /** Lets the time pass, and what watches files (on a thread of its own) end its look. */
  private void pass(Duration duration, int watchers) throws InterruptedException {
    clock.advance(duration);
    ReceiverFixture.await(() -> clock.pending() == watchers);
  }

  private SSLSocket connect(int port, X509Bundle client) throws Exception {
    var trust = emptyStore();
    trust.setCertificateEntry("ca", authority.getRootCertificate());
    var trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusts.init(trust);
    KeyManager[] keys = null;
    if (client != null) {
      var store = emptyStore();
      store.setKeyEntry(
          "own", client.getKeyPair().getPrivate(), new char[0], client.getCertificatePath());
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      keys = factory.getKeyManagers();
    }
    var context = SSLContext.getInstance("TLS");
    context.init(keys, trusts.getTrustManagers(), null);
    var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout((int) ReceiverFixture.PATIENCE.toMillis());
    var parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static KeyStore emptyStore() throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private String subject(int port) throws Exception {
    try (var socket = connect(port, null)) {
      socket.startHandshake();
      var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return certificate.getSubjectX500Principal().getName();
    }
  }

  private static String post(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
    byte[] answer = new byte[15];
    int n = socket.getInputStream().readNBytes(answer, 0, answer.length);
    if (n == 0) {
      throw new IOException("closed");
    }
    // the rest of the answer, of which the body {} is the end
    var rest = new StringBuilder();
    while (!rest.toString().endsWith("{}")) {
      rest.append((char) socket.getInputStream().read());
    }
    return new String(answer, 0, n, StandardCharsets.US_ASCII);
  }

  @Test
  void certificateChanged_newConnectionsGetIt_openOnesGoOn() throws Exception {
    write(server("old"));
    try (var fixture = start(", reload_interval: 1h");
        var open = connect(fixture.httpPort(), null)) {
      assertThat(post(open)).isEqualTo("HTTP/1.1 200 OK");
      write(server("new"));
      assertThat(subject(fixture.httpPort())).as("not yet").isEqualTo("CN=old");
      pass(Duration.ofHours(1), 2);
      assertThat(subject(fixture.httpPort())).isEqualTo("CN=new");
      assertThat(subject(fixture.grpcPort())).isEqualTo("CN=new");
      assertThat(post(open)).isEqualTo("HTTP/1.1 200 OK");
    }
    assertThat(clock.pending()).as("nothing watches any more").isZero();
  }

  @Test
  void certificateBroken_oldOneStays_untilItIsWhole() throws Exception {
    write(server("old"));
    X509Bundle next = server("new");
    String whole = next.getCertificatePathPEM();
    try (var fixture = start(", reload_interval: 1h")) {
      Path cert = dir.resolve("cert.pem");
      for (String broken :
          List.of("", "nonsense", whole.substring(0, whole.length() - 30), whole)) {
        Files.writeString(cert, broken);
        pass(Duration.ofHours(1), 2);
        assertThat(subject(fixture.httpPort())).as("key does not fit").isEqualTo("CN=old");
        assertThat(subject(fixture.grpcPort())).isEqualTo("CN=old");
      }
      Files.delete(cert);
      pass(Duration.ofHours(1), 2);
      assertThat(subject(fixture.httpPort())).isEqualTo("CN=old");
      write(next);
      pass(Duration.ofSeconds(10), 2);
      assertThat(subject(fixture.httpPort())).as("tried again soon").isEqualTo("CN=new");
    }
  }

  @Test
  void noReloadInterval_isNeverReadAgain() throws Exception {
    write(server("old"));
    try (var fixture = start("")) {
      write(server("new"));
      assertThat(clock.pending()).isZero();
      clock.advance(Duration.ofDays(1));
      assertThat(subject(fixture.httpPort())).isEqualTo("CN=old");
    }
  }

  @Test
  void clientAuthorityChanged_decidesAboutNewConnections() throws Exception {
    write(server("server"));
    Path ca = dir.resolve("ca.pem");
    Files.writeString(ca, authority.getRootCertificatePEM());
    X509Bundle one = new CertificateBuilder().subject("CN=a").buildIssuedBy(authority);
    X509Bundle other = new CertificateBuilder().subject("CN=b").buildIssuedBy(otherAuthority);
    try (var fixture = start(", client_ca_file: '" + ca + "', client_ca_file_reload: true")) {
      assertThat(answers(fixture, one)).isTrue();
      assertThat(answers(fixture, other)).isFalse();
      Files.writeString(ca, otherAuthority.getRootCertificatePEM());
      pass(Duration.ofSeconds(1), 2);
      assertThat(answers(fixture, one)).isFalse();
      assertThat(answers(fixture, other)).isTrue();
      Files.writeString(ca, "");
      pass(Duration.ofSeconds(1), 2);
      assertThat(answers(fixture, other)).as("a broken file changes nothing").isTrue();
    }
  }

  private boolean answers(ReceiverFixture fixture, X509Bundle client) throws Exception {
    try (var socket = connect(fixture.httpPort(), client)) {
      return post(socket).equals("HTTP/1.1 200 OK");
    } catch (IOException _) {
      return false;
    }
  }
}
