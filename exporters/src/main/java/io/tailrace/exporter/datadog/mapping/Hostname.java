// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import java.util.Set;
import java.util.function.Function;

/**
 * Which host a resource is on (opentelemetry-mapping-go {@code pkg/otlp/attributes/source.go} and
 * its {@code ec2}, {@code gcp} and {@code azure}).
 */
final class Hostname {

  private static final Set<String> NOT_A_HOST =
      Set.of(
          "0.0.0.0",
          "127.0.0.1",
          "localhost",
          "localhost.localdomain",
          "localhost6.localdomain6",
          "ip6-localhost");

  private final Function<Key, String> attribute;

  private Hostname(Function<Key, String> attribute) {
    this.attribute = attribute;
  }

  /**
   * The name of the host.
   *
   * @param attribute the value of an attribute; empty if absent
   * @param fallback what counts if the resource says nothing
   * @return empty for what runs on no host, such as a Fargate task
   */
  static String of(Function<Key, String> attribute, String fallback) {
    var rules = new Hostname(attribute);
    String host = rules.candidate();
    if (!host.isEmpty() && !NOT_A_HOST.contains(host)) {
      return host;
    }
    if (rules.isFargate()) {
      return "";
    }
    String given = rules.get(Key.DD_HOSTNAME);
    return given.isEmpty() ? fallback : given;
  }

  private String get(Key key) {
    return attribute.apply(key);
  }

  private boolean isFargate() {
    return get(Key.AWS_ECS_LAUNCHTYPE).equals("fargate");
  }

  private String candidate() {
    String literal = first(get(Key.HOST), get(Key.DATADOG_HOST_NAME));
    if (!literal.isEmpty() || isFargate()) {
      return literal;
    }
    String id = get(Key.HOST_ID);
    String name = get(Key.HOST_NAME);
    return switch (get(Key.CLOUD_PROVIDER)) {
      case "aws", "azure" -> first(id, name);
      case "gcp" -> gcp(name);
      default -> first(kubernetes(), first(id, name));
    };
  }

  private String gcp(String name) {
    String project = get(Key.CLOUD_ACCOUNT_ID);
    if (name.isEmpty() || project.isEmpty()) {
      return "";
    }
    int dot = name.indexOf('.');
    return (dot < 0 ? name : name.substring(0, dot)) + "." + project;
  }

  private String kubernetes() {
    String node = get(Key.K8S_NODE_NAME);
    String cluster = get(Key.K8S_CLUSTER_NAME);
    return node.isEmpty() || cluster.isEmpty() ? node : node + "-" + cluster;
  }

  private static String first(String one, String other) {
    return one.isEmpty() ? other : one;
  }
}
