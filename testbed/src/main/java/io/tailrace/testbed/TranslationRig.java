// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.OtlpClient;
import io.tailrace.cli.traffic.OtlpServer;
import io.tailrace.cli.traffic.RequestHandler;
import io.tailrace.cli.traffic.SendOutcome;
import io.tailrace.net.EventLoops;
import io.tailrace.testbed.translate.OtlpText;
import io.tailrace.testbed.translate.Sample;
import io.tailrace.testbed.translate.Translation;
import io.tailrace.time.SystemClock;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A collector with every receiver of Jaeger and Zipkin that passes spans on to a server which keeps
 * what comes. Samples are sent one after the other. What it starts it stops.
 */
final class TranslationRig implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final long ANSWER_SECONDS = 5;
  private static final long POLL_MILLIS = 2;

  /** How long nothing must come before a sample is thought to be through. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  private static final String POST_SPANS = "jaeger.api_v2.CollectorService/PostSpans";

  private static final String YAML =
      """
      receivers:
        jaeger:
          protocols:
            grpc: {endpoint: "127.0.0.1:%d"}
            thrift_http: {endpoint: "127.0.0.1:%d"}
            thrift_compact: {endpoint: "127.0.0.1:%d"}
            thrift_binary: {endpoint: "127.0.0.1:%d"}
        zipkin: {endpoint: "127.0.0.1:%d"}
      exporters:
        otlp:
          endpoint: 127.0.0.1:%d
          compression: none
          tls: {insecure: true}
          sending_queue: {enabled: false}
      service:
        pipelines:
          traces: {receivers: [%s], exporters: [otlp]}
        telemetry:
          logs: {level: error}
          metrics: {level: none}
      """;

  private final SystemClock clock = new SystemClock();
  private final EventLoops eventLoops = new EventLoops(1);
  private final List<byte[]> captured = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final OtlpServer backend;
  private final OtlpClient grpc;
  private final ServerProcess server;
  private final int[] ports;

  /**
   * Starts a collector.
   *
   * @param receivers {@code jaeger}, {@code zipkin} or both, with a comma
   */
  TranslationRig(Candidate candidate, String receivers, Path directory)
      throws IOException, InterruptedException {
    backend = OtlpServer.start(0, eventLoops, this::capture);
    ports = freePorts(5);
    Files.createDirectories(directory);
    Path config = directory.resolve(candidate.name() + "-translate.yaml");
    Files.writeString(
        config,
        only(
            receivers,
            YAML.formatted(
                ports[0], ports[1], ports[2], ports[3], ports[4], backend.port(), receivers)));
    server =
        ServerProcess.start(
            candidate.command(config.toAbsolutePath().toString(), ports[0]),
            new ServerProcess.Placement(-1, java.util.Map.of()),
            directory.resolve(candidate.name() + "-translate.log"));
    int first = receivers.contains("jaeger") ? ports[1] : ports[4];
    server.awaitPort(first, START_LIMIT, clock);
    grpc =
        new OtlpClient(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), ports[0]),
            eventLoops,
            POST_SPANS);
  }

  /** Leaves out the receivers that are not wanted: a collector may not have them. */
  private static String only(String receivers, String yaml) {
    String text = yaml;
    if (!receivers.contains("zipkin")) {
      text = text.replaceAll("(?m)^  zipkin: .*\\n", "");
    }
    if (!receivers.contains("jaeger")) {
      text = text.replaceAll("(?s)  jaeger:\\n.*?(?=  zipkin:)", "");
    }
    return text;
  }

  private static int[] freePorts(int count) throws IOException {
    var ports = new int[count];
    var sockets = new ArrayList<ServerSocket>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      ports[i] = sockets.getLast().getLocalPort();
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private RequestHandler.Answer capture(byte[] bytes, int length) {
    synchronized (captured) {
      captured.add(Arrays.copyOf(bytes, length));
    }
    return RequestHandler.Answer.ACCEPT;
  }

  boolean isAlive() {
    return server.isAlive();
  }

  String logTail() {
    return server.logTail();
  }

  /**
   * Sends a sample and waits for what comes out.
   *
   * @param expected how many spans are expected; it waits for so many, but not longer than a second
   */
  Translation translate(Sample sample, int expected) throws InterruptedException {
    synchronized (captured) {
      captured.clear();
    }
    String status = send(sample);
    long start = clock.nanoTime();
    long limit =
        TimeUnit.MILLISECONDS.toNanos(expected > 0 ? 1000 : sample.wire().isUdp() ? 150 : 40);
    long changed = start;
    int seen = 0;
    while (true) {
      List<List<String>> spans = spans();
      long now = clock.nanoTime();
      if (spans.size() != seen) {
        seen = spans.size();
        changed = now;
      }
      boolean isQuiet = now - changed > QUIET_NANOS;
      if (isQuiet && (now - start > limit || seen >= Math.max(1, expected))) {
        return new Translation(status, spans);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private List<List<String>> spans() {
    synchronized (captured) {
      long now = clock.unixNanos();
      return captured.stream().flatMap(request -> OtlpText.spans(request, now).stream()).toList();
    }
  }

  private String send(Sample sample) throws InterruptedException {
    try {
      return switch (sample.wire()) {
        case JAEGER_GRPC -> call(sample);
        case JAEGER_HTTP -> post(sample, ports[1]);
        case JAEGER_COMPACT -> datagram(sample, ports[2]);
        case JAEGER_BINARY -> datagram(sample, ports[3]);
        default -> post(sample, ports[4]);
      };
    } catch (IOException | ExecutionException | TimeoutException e) {
      return "no answer (" + e.getClass().getSimpleName() + ")";
    }
  }

  private String call(Sample sample)
      throws InterruptedException, ExecutionException, TimeoutException {
    var outcome = new CompletableFuture<SendOutcome>();
    grpc.send(sample.body(), sample.body().length, outcome::complete);
    return switch (outcome.get(ANSWER_SECONDS, TimeUnit.SECONDS)) {
      case SendOutcome.Accepted _ -> "OK";
      case SendOutcome.Refused(String status, Duration _) -> status;
      case SendOutcome.Failed(String status) -> status;
    };
  }

  private String post(Sample sample, int port) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + sample.wire().path()))
            .timeout(Duration.ofSeconds(ANSWER_SECONDS))
            .header("Content-Type", sample.wire().contentType())
            .POST(HttpRequest.BodyPublishers.ofByteArray(sample.body()))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    return (response.statusCode() + " " + response.body().strip()).strip();
  }

  private static String datagram(Sample sample, int port) throws IOException {
    try (var socket = new DatagramSocket()) {
      byte[] body = sample.body();
      socket.send(new DatagramPacket(body, body.length, InetAddress.getLoopbackAddress(), port));
    }
    return "";
  }

  @Override
  public void close() {
    grpc.close();
    http.close();
    server.close();
    backend.close();
    eventLoops.close();
    clock.close();
  }
}
