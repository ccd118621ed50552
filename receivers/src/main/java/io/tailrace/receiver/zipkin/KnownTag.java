// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/**
 * The keys of tags that mean more than themselves, each a small number, its <em>kind</em> (source:
 * {@code pkg/translator/zipkin} of the collector, v0.158). Kinds below {@link #RESOURCE} fit into
 * the bits of a {@code long}.
 */
final class KnownTag {

  /** Any other key. */
  static final int PLAIN = 0;

  static final int ERROR = 1;
  static final int STATUS_CODE = 2;
  static final int STATUS_DESCRIPTION = 3;
  static final int SPAN_KIND = 4;
  static final int TRACE_STATE = 5;
  static final int LIBRARY_NAME = 6;
  static final int LIBRARY_VERSION = 7;
  static final int SCOPE_NAME = 8;
  static final int SCOPE_VERSION = 9;
  static final int SERVICE_NAME_SOURCE = 10;
  static final int HTTP_STATUS_CODE = 11;
  static final int HTTP_RESPONSE_STATUS_CODE = 12;
  static final int HTTP_STATUS_MESSAGE = 13;
  static final int NET_HOST_IP = 14;
  static final int NETWORK_LOCAL_ADDRESS = 15;
  static final int NET_HOST_PORT = 16;
  static final int NET_PEER_IP = 17;
  static final int NETWORK_PEER_ADDRESS = 18;
  static final int NET_PEER_PORT = 19;
  static final int PEER_SERVICE = 20;
  static final int SERVICE_PEER_NAME = 21;
  static final int START_TIME_ABSENT = 22;
  static final int LOCAL_COMPONENT = 23;
  static final int COMPONENT = 24;
  static final int CENSUS_STATUS_CODE = 25;
  static final int CENSUS_STATUS_DESCRIPTION = 26;
  static final int OPENCENSUS_STATUS_DESCRIPTION = 27;

  /** The first of the keys that describe a resource; in the order of {@link #RESOURCE_KEYS}. */
  static final int RESOURCE = 64;

  /** {@code otlp.link.0}; the kind of {@code otlp.link.n} is this plus n. */
  static final int LINK = 256;

  /** How many links a span may have. */
  static final int LINKS = 128;

  private static final String[] SPECIAL_KEYS = {
    "",
    "error",
    "otel.status_code",
    "otel.status_description",
    "span.kind",
    "w3c.tracestate",
    "otel.library.name",
    "otel.library.version",
    "otel.scope.name",
    "otel.scope.version",
    "otlp.service.name.source",
    "http.status_code",
    "http.response.status_code",
    "http.status_message",
    "net.host.ip",
    "network.local.address",
    "net.host.port",
    "net.peer.ip",
    "network.peer.address",
    "net.peer.port",
    "peer.service",
    "service.peer.name",
    "otel.zipkin.absentField.startTime",
    "lc",
    "component",
    "census.status_code",
    "census.status_description",
    "opencensus.status_description",
  };

  /**
   * Attributes of resources, as the collector knows them: a mix of versions of the semantic
   * conventions.
   */
  static final List<String> RESOURCE_KEYS =
      List.of(
          "service.name",
          "service.namespace",
          "service.instance.id",
          "service.version",
          "cloud.provider",
          "cloud.account.id",
          "cloud.region",
          "cloud.availability_zone",
          "cloud.platform",
          "cloud.resource_id",
          "aws.ecs.container.arn",
          "aws.ecs.cluster.arn",
          "aws.ecs.launchtype",
          "aws.ecs.task.arn",
          "aws.ecs.task.family",
          "aws.ecs.task.revision",
          "aws.eks.cluster.arn",
          "aws.log.group.names",
          "aws.log.group.arns",
          "aws.log.stream.names",
          "aws.log.stream.arns",
          "container.name",
          "container.id",
          "container.runtime",
          "container.image.name",
          "container.image.tag",
          "deployment.environment",
          "device.id",
          "device.model.identifier",
          "device.model.name",
          "device.manufacturer",
          "faas.name",
          "faas.id",
          "faas.version",
          "faas.instance",
          "faas.max_memory",
          "host.id",
          "host.name",
          "host.type",
          "host.arch",
          "host.image.name",
          "host.image.id",
          "host.image.version",
          "k8s.cluster.name",
          "k8s.node.name",
          "k8s.node.uid",
          "k8s.namespace.name",
          "k8s.pod.uid",
          "k8s.pod.name",
          "k8s.container.name",
          "k8s.container.restart_count",
          "k8s.replicaset.uid",
          "k8s.replicaset.name",
          "k8s.deployment.uid",
          "k8s.deployment.name",
          "k8s.statefulset.uid",
          "k8s.statefulset.name",
          "k8s.daemonset.uid",
          "k8s.daemonset.name",
          "k8s.job.uid",
          "k8s.job.name",
          "k8s.cronjob.uid",
          "k8s.cronjob.name",
          "os.type",
          "os.description",
          "os.name",
          "os.version",
          "process.pid",
          "process.executable.name",
          "process.executable.path",
          "process.command",
          "process.command_line",
          "process.command_args",
          "process.owner",
          "process.runtime.name",
          "process.runtime.version",
          "process.runtime.description",
          "telemetry.sdk.name",
          "telemetry.sdk.language",
          "telemetry.sdk.version",
          "telemetry.auto.version",
          "webengine.name",
          "webengine.version",
          "webengine.description",
          "opencensus.starttime",
          "opencensus.exporterversion",
          "opencensus.resourcetype");

  static final int SERVICE_NAME = RESOURCE;
  static final int CLOUD_RESOURCE_ID = RESOURCE + RESOURCE_KEYS.indexOf("cloud.resource_id");
  static final int FAAS_ID = RESOURCE + RESOURCE_KEYS.indexOf("faas.id");

  private static final byte[] LINK_PREFIX = "otlp.link.".getBytes(UTF_8);
  private static final byte[][] KEYS = new byte[RESOURCE + RESOURCE_KEYS.size()][];

  /** Kinds by the hash of their key, open addressing. */
  private static final short[] SLOTS = new short[512];

  static {
    for (int kind = 1; kind < SPECIAL_KEYS.length; kind++) {
      add(kind, SPECIAL_KEYS[kind]);
    }
    for (int i = 0; i < RESOURCE_KEYS.size(); i++) {
      add(RESOURCE + i, RESOURCE_KEYS.get(i));
    }
  }

  private KnownTag() {}

  private static void add(int kind, String key) {
    KEYS[kind] = key.getBytes(UTF_8);
    int slot = BytesHash.of(KEYS[kind], 0, KEYS[kind].length) & (SLOTS.length - 1);
    while (SLOTS[slot] != 0) {
      slot = (slot + 1) & (SLOTS.length - 1);
    }
    SLOTS[slot] = (short) kind;
  }

  /** The key of a kind, in UTF-8; not to be changed. */
  static byte[] key(int kind) {
    return KEYS[kind];
  }

  /** Whether the key describes a resource. */
  static boolean isResource(int kind) {
    return kind >= RESOURCE && kind < LINK;
  }

  /**
   * The kind of the key {@code b[offset, offset + count)}.
   *
   * @param hash its {@link BytesHash}
   */
  static int of(byte[] b, int offset, int count, int hash) {
    int slot = hash & (SLOTS.length - 1);
    for (int kind = SLOTS[slot]; kind != 0; kind = SLOTS[slot]) {
      byte[] key = KEYS[kind];
      if (key.length == count && Arrays.equals(b, offset, offset + count, key, 0, count)) {
        return kind;
      }
      slot = (slot + 1) & (SLOTS.length - 1);
    }
    int digits = count - LINK_PREFIX.length;
    return digits >= 1 && digits <= 3 && b[offset] == 'o' ? link(b, offset, digits) : PLAIN;
  }

  private static int link(byte[] b, int offset, int digits) {
    int number = offset + LINK_PREFIX.length;
    if (!Arrays.equals(b, offset, number, LINK_PREFIX, 0, LINK_PREFIX.length)
        || (b[number] == '0' && digits > 1)) {
      return PLAIN;
    }
    int n = 0;
    for (int i = 0; i < digits; i++) {
      int digit = b[number + i] - '0';
      if (digit < 0 || digit > 9) {
        return PLAIN;
      }
      n = n * 10 + digit;
    }
    return n < LINKS ? LINK + n : PLAIN;
  }
}
