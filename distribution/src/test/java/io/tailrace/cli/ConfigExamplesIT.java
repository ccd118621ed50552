// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.tailrace.cli.traffic.OtlpClient;
import io.tailrace.cli.traffic.OtlpServer;
import io.tailrace.cli.traffic.RequestHandler;
import io.tailrace.cli.traffic.SendOutcome;
import io.tailrace.config.ConfigReport;
import io.tailrace.net.EventLoops;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Runs every file of {@code config-examples}: an error goes in and comes out at the backend. */
class ConfigExamplesIT {

  private static final Path EXAMPLES = Path.of("..", "config-examples");
  private static final String LOOPBACK = "127.0.0.1:";
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  @TempDir private Path dir;
  private final EventLoops eventLoops = new EventLoops(1);
  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    eventLoops.close();
  }

  static List<Path> configs() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @Test
  void configs_areTheOnesThatAreDocumented() throws IOException {
    assertThat(configs().stream().map(file -> file.getFileName().toString()))
        .containsExactly(
            "datadog-agent.yaml",
            "datadog.yaml",
            "gateway-tls.yaml",
            "gateway.yaml",
            "grafana-cloud.yaml",
            "honeycomb.yaml",
            "jaeger-fleet.yaml",
            "jaeger.yaml",
            "node-agent.yaml",
            "sidecar.yaml",
            "tempo-tenants.yaml",
            "tempo.yaml",
            "zipkin-fleet.yaml",
            "zipkin.yaml");
  }

  @ParameterizedTest
  @MethodSource("configs")
  void config_withoutEnvironment_isValid(Path config) {
    var report = new ConfigReport();
    try (var service = create(config, Map.of(), report)) {
      service.discard();
    }
    assertThat(report.warnings()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void config_started_takesAnErrorAndDeliversItAtTheStop(Path config) throws Exception {
    if (Files.readString(config).contains("datadog:")) {
      runToDatadog(config);
      return;
    }
    if (config.endsWith("zipkin.yaml")) {
      runToZipkin(config);
      return;
    }
    boolean http = Files.readString(config).contains("otlp_http");
    try (AutoCloseable backend = http ? httpBackend() : grpcBackend()) {
      String endpoint =
          backend instanceof HttpBackend(HttpServer server)
              ? "http://" + LOOPBACK + server.getAddress().getPort()
              : LOOPBACK + ((OtlpServer) backend).port();
      run(config, endpoint);
    }
    byte[] request = received.poll(10, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    assertThat(ExportTraceServiceRequest.parseFrom(request)).isEqualTo(anError());
  }

  /** The error arrives as a trace, and is counted. */
  private void runToDatadog(Path config) throws Exception {
    Map<String, byte[]> taken = new ConcurrentHashMap<>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          InputStream body = exchange.getRequestBody();
          String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
          byte[] bytes =
              ("gzip".equals(encoding)
                      ? new GZIPInputStream(body)
                      : "zstd".equals(encoding) ? new ZstdInputStream(body) : body)
                  .readAllBytes();
          taken.put(exchange.getRequestURI().getPath(), bytes);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      run(config, "http://" + LOOPBACK + server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
    boolean toAgent = config.endsWith("datadog-agent.yaml");
    assertThat(taken).containsKey(toAgent ? "/v0.6/stats" : "/api/v0.2/stats");
    byte[] traces = taken.get(toAgent ? "/v0.4/traces" : "/api/v0.2/traces");
    assertThat(new String(traces, StandardCharsets.UTF_8)).contains("GET /basket");
  }

  /** The error arrives as a span of Zipkin's. */
  private void runToZipkin(Path config) throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v2/spans",
        exchange -> {
          received.add(new GZIPInputStream(exchange.getRequestBody()).readAllBytes());
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
        });
    server.start();
    try {
      run(config, "http://" + LOOPBACK + server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
    byte[] request = received.poll(10, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    assertThat(new String(request, StandardCharsets.UTF_8))
        .contains("\"name\":\"GET /basket\"", "\"error\":\"true\"");
  }

  private void run(Path config, String backend) throws Exception {
    int grpcPort = freePort();
    int httpPort = freePort();
    int healthPort = freePort();
    boolean secure = Files.readString(config).contains("bearertokenauth");
    Map<String, String> environment = new HashMap<>();
    environment.put("TAILRACE_BACKEND", backend);
    environment.put("TAILRACE_BACKEND_INSECURE", "true");
    environment.put("TAILRACE_GRPC_ENDPOINT", LOOPBACK + grpcPort);
    environment.put("TAILRACE_HTTP_ENDPOINT", LOOPBACK + httpPort);
    X509Bundle authority = secure ? secrets(environment) : null;
    environment.put("TAILRACE_ZIPKIN_ENDPOINT", LOOPBACK + "0");
    for (String protocol : List.of("GRPC", "HTTP", "COMPACT", "BINARY")) {
      environment.put("TAILRACE_JAEGER_" + protocol + "_ENDPOINT", LOOPBACK + "0");
    }
    environment.put("TAILRACE_HEALTH_ENDPOINT", LOOPBACK + healthPort);
    environment.put("TAILRACE_QUEUE_DIRECTORY", dir.resolve("queue").toString());
    environment.put("TAILRACE_METRICS_HOST", "127.0.0.1");
    environment.put("TAILRACE_METRICS_PORT", "0");
    try (var service = create(config, environment, new ConfigReport())) {
      service.start();
      if (Files.readString(config).contains("health_check")) {
        assertThat(status(healthPort)).isEqualTo(200);
      }
      if (secure) {
        assertThat(post(httpPort, authority, "wrong")).isEqualTo(401);
        assertThat(post(httpPort, authority, "sesame")).isEqualTo(200);
      } else {
        assertThat(send(grpcPort)).isEqualTo(new SendOutcome.Accepted(0));
      }
      assertThat(service.stop(STOP_WITHIN)).isTrue();
    }
  }

  /** Writes a certificate and a token, and says where they are. */
  private X509Bundle secrets(Map<String, String> environment) throws Exception {
    X509Bundle own =
        new CertificateBuilder()
            .subject("CN=localhost")
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    environment.put("TAILRACE_TLS_CERT", write("tls.crt", own.getCertificatePathPEM()));
    environment.put("TAILRACE_TLS_KEY", write("tls.key", own.getPrivateKeyPEM()));
    environment.put("TAILRACE_TOKEN_FILE", write("tokens", "sesame\n"));
    return own;
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text).toString();
  }

  private static int post(int port, X509Bundle authority, String token) throws Exception {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", authority.getCertificate());
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    var tls = SSLContext.getInstance("TLS");
    tls.init(null, managers.getTrustManagers(), null);
    try (var client = HttpClient.newBuilder().sslContext(tls).build()) {
      var request =
          HttpRequest.newBuilder(URI.create("https://" + LOOPBACK + port + "/v1/traces"))
              .header("Content-Type", "application/x-protobuf")
              .header("Authorization", "Bearer " + token)
              .POST(BodyPublishers.ofByteArray(anError().toByteArray()))
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static CollectorService create(
      Path config, Map<String, String> environment, ConfigReport report) {
    var sources = new ConfigSources(List.of(config.toString()), List.of(), List.of());
    return CollectorService.create(sources, environment, Components.catalog(), report);
  }

  private static int status(int port) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://" + LOOPBACK + port + "/")).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private SendOutcome send(int port) throws Exception {
    var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var outcome = new CompletableFuture<SendOutcome>();
    byte[] request = anError().toByteArray();
    try (var client = new OtlpClient(server, eventLoops)) {
      client.send(request, request.length, outcome::complete);
      return outcome.get(10, TimeUnit.SECONDS);
    }
  }

  private static ExportTraceServiceRequest anError() {
    byte[] traceId = new byte[16];
    Arrays.fill(traceId, (byte) 7);
    var span =
        Span.newBuilder()
            .setTraceId(ByteString.copyFrom(traceId))
            .setSpanId(ByteString.copyFrom(traceId, 0, 8))
            .setName("GET /basket")
            .setStartTimeUnixNano(1_000_000_000)
            .setEndTimeUnixNano(1_002_000_000)
            .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    var request = ExportTraceServiceRequest.newBuilder();
    request.addResourceSpansBuilder().addScopeSpansBuilder().addSpans(span);
    return request.build();
  }

  private OtlpServer grpcBackend() {
    return OtlpServer.start(
        0,
        eventLoops,
        (bytes, length) -> {
          received.add(Arrays.copyOf(bytes, length));
          return RequestHandler.Answer.ACCEPT;
        });
  }

  private record HttpBackend(HttpServer server) implements AutoCloseable {
    @Override
    public void close() {
      server.stop(0);
    }
  }

  private HttpBackend httpBackend() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
          received.add(
              gzip ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body);
          exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return new HttpBackend(server);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static List<Path> manifests() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES.resolve("kubernetes"))) {
      return files.sorted().toList();
    }
  }

  /** What a manifest or unit runs is a file that is tested above, with variables that it knows. */
  @ParameterizedTest
  @MethodSource("manifests")
  void manifest_runsATestedConfig(Path manifest) throws IOException {
    Map<String, Object> root = new Yaml().load(Files.readString(manifest));
    Map<String, Object> pod = mapping(root, "spec", "template", "spec");
    Map<String, Object> tailrace =
        Stream.of("containers", "initContainers")
            .flatMap(key -> mappings(pod.getOrDefault(key, List.of())).stream())
            .filter(container -> "tailrace".equals(container.get("name")))
            .findAny()
            .orElseThrow();
    List<?> args = (List<?>) tailrace.get("args");
    assertThat(args.get(0)).isEqualTo("run");
    String config = testedConfig(args.get(args.indexOf("--config") + 1).toString());
    assertThat(Files.readString(manifest))
        .as("says how the config gets there")
        .contains("--from-file=config-examples/" + config);
    String text = Files.readString(EXAMPLES.resolve(config));
    assertThat(mappings(tailrace.getOrDefault("env", List.of())))
        .allSatisfy(variable -> assertThat(text).contains("${env:" + variable.get("name") + ":-"));
    Duration grace =
        Duration.ofSeconds(
            Long.parseLong(pod.getOrDefault("terminationGracePeriodSeconds", 30).toString()));
    assertThat(grace).isGreaterThan(Duration.ofSeconds(30));
  }

  @Test
  void unit_runsATestedConfig() throws IOException {
    String unit = Files.readString(EXAMPLES.resolve("systemd").resolve("tailrace.service"));
    Matcher start = Pattern.compile("(?m)^ExecStart=\\S+ run --config (\\S+)").matcher(unit);
    assertThat(start.find()).isTrue();
    testedConfig(start.group(1));
  }

  /** The name of the example that is installed at {@code path}. */
  private static String testedConfig(String path) throws IOException {
    String name = Path.of(path).getFileName().toString();
    assertThat(configs()).contains(EXAMPLES.resolve(name));
    return name;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> mapping(Map<String, Object> root, String... keys) {
    Map<String, Object> mapping = root;
    for (String key : keys) {
      mapping = (Map<String, Object>) mapping.get(key);
    }
    return mapping;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> mappings(Object list) {
    return (List<Map<String, Object>>) list;
  }
}
