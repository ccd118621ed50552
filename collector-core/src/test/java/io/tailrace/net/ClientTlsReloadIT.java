// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.tailrace.config.ConfigNode;
import io.tailrace.config.ConfigNodes;
import io.tailrace.config.ConfigReport;
import io.tailrace.time.FakeClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Certificates of clients that change, as a server that demands them sees it. */
class ClientTlsReloadIT {

  @TempDir private Path dir;
  private final FakeClock clock = new FakeClock();
  private final EventLoops loops = new EventLoops(1);
  private final BlockingQueue<String> clients = new LinkedBlockingQueue<>();
  private X509Bundle authority;
  private SSLServerSocket server;

  @BeforeEach
  void startServer() throws Exception {
    authority =
        new CertificateBuilder()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle own =
        new CertificateBuilder()
            .subject("CN=server")
            .addSanIpAddress("127.0.0.1")
            .buildIssuedBy(authority);
    Files.writeString(dir.resolve("ca.pem"), authority.getRootCertificatePEM());
    var keys = store();
    keys.setKeyEntry("own", own.getKeyPair().getPrivate(), new char[0], own.getCertificatePath());
    var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(keys, new char[0]);
    var trusted = store();
    trusted.setCertificateEntry("ca", authority.getRootCertificate());
    var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
    server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 8, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(true);
    Thread.ofPlatform().daemon().start(this::serve);
  }

  private static KeyStore store() throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** Notes who comes, answers one request and closes. */
  private void serve() {
    while (!server.isClosed()) {
      try (var socket = (SSLSocket) server.accept()) {
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1", "h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        clients.add(certificate.getSubjectX500Principal().getName());
        int open = 4;
        while (open > 0) {
          int b = socket.getInputStream().read();
          open = b < 0 ? 0 : b == '\r' || b == '\n' ? open - 1 : 4;
        }
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        clients.add("none: " + e.getMessage());
      }
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    loops.close();
  }

  private void writeClient(String name) throws Exception {
    X509Bundle client = new CertificateBuilder().subject("CN=" + name).buildIssuedBy(authority);
    Files.writeString(dir.resolve("cert.pem"), client.getCertificatePathPEM());
    Files.writeString(dir.resolve("key.pem"), client.getPrivateKeyPEM());
  }

  private ConfigNode config() {
    return ConfigNodes.parse(
        """
        endpoint: 127.0.0.1:%d
        tls: {ca_file: '%s', cert_file: '%s', key_file: '%s', reload_interval: 1h}
        """
            .formatted(
                server.getLocalPort(),
                dir.resolve("ca.pem"),
                dir.resolve("cert.pem"),
                dir.resolve("key.pem")),
        new ConfigReport());
  }

  private ClientContext context() {
    return new ClientContext(
        loops,
        clock,
        LoggerFactory.getLogger(ClientTlsReloadIT.class),
        "test",
        name -> {
          throw new AssertionError(name);
        },
        Map.of());
  }

  private String next() throws InterruptedException {
    return clients.poll(10, TimeUnit.SECONDS);
  }

  private void anHourPasses() throws InterruptedException {
    clock.advance(Duration.ofHours(1));
    long until = System.nanoTime() + 10_000_000_000L;
    while (clock.pending() == 0) {
      assertThat(System.nanoTime()).as("in time").isLessThan(until);
      Thread.onSpinWait();
    }
  }

  @Test
  void http_certificateChanged_newConnectionsUseIt() throws Exception {
    writeClient("old");
    URI uri = URI.create("https://127.0.0.1:" + server.getLocalPort() + "/v1/traces");
    try (var poster = new HttpPoster(HttpClientConfig.parse(config()), context())) {
      assertThat(post(poster, uri)).isEqualTo(200);
      assertThat(next()).isEqualTo("CN=old");
      writeClient("new");
      anHourPasses();
      assertThat(post(poster, uri)).isEqualTo(200);
      assertThat(next()).isEqualTo("CN=new");
      Files.writeString(dir.resolve("key.pem"), "half");
      anHourPasses();
      assertThat(post(poster, uri)).isEqualTo(200);
      assertThat(next()).isEqualTo("CN=new");
    }
    assertThat(clock.pending()).as("nothing watches any more").isZero();
  }

  private static int post(HttpPoster poster, URI uri) throws Exception {
    return poster
        .post(uri, Map.of(), new byte[0], Duration.ofSeconds(10))
        .get(20, TimeUnit.SECONDS)
        .status();
  }

  @Test
  void grpc_certificateChanged_newConnectionsUseIt() throws Exception {
    writeClient("old");
    assertThat(callOnce()).isEqualTo("CN=old");
    try (var client = new GrpcClient(GrpcClientConfig.parse(config()), context())) {
      writeClient("new");
      anHourPasses();
      var reply = client.call("a.B/C", Body.of(new byte[0]), "identity", Duration.ofSeconds(10));
      assertThat(next()).isEqualTo("CN=new");
      assertThat(reply.get(20, TimeUnit.SECONDS).code()).as("no gRPC server").isNotZero();
    }
    assertThat(clock.pending()).as("nothing watches any more").isZero();
  }

  private String callOnce() throws Exception {
    try (var client = new GrpcClient(GrpcClientConfig.parse(config()), context())) {
      var reply = client.call("a.B/C", Body.of(new byte[0]), "identity", Duration.ofSeconds(10));
      String who = next();
      assertThat(reply.get(20, TimeUnit.SECONDS).code()).isNotZero();
      clients.clear();
      return who;
    }
  }
}
