// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tags of the container that a resource is in (opentelemetry-mapping-go {@code
 * attributes.ContainerMappings}).
 */
final class ContainerTags {

  private static final String CUSTOM = "datadog.container.tag.";

  /** Tags beyond this are left out. */
  private static final int MAX_CHARS = 4000;

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("container.id", "container_id"),
          Map.entry("container.name", "container_name"),
          Map.entry("container.image.name", "image_name"),
          Map.entry("container.image.tag", "image_tag"),
          Map.entry("container.runtime", "runtime"),
          Map.entry("cloud.provider", "cloud_provider"),
          Map.entry("cloud.region", "region"),
          Map.entry("cloud.availability_zone", "zone"),
          Map.entry("aws.ecs.task.family", "task_family"),
          Map.entry("aws.ecs.task.arn", "task_arn"),
          Map.entry("aws.ecs.cluster.arn", "ecs_cluster_name"),
          Map.entry("aws.ecs.task.revision", "task_version"),
          Map.entry("aws.ecs.container.arn", "ecs_container_name"),
          Map.entry("k8s.container.name", "kube_container_name"),
          Map.entry("k8s.cluster.name", "kube_cluster_name"),
          Map.entry("k8s.deployment.name", "kube_deployment"),
          Map.entry("k8s.replicaset.name", "kube_replica_set"),
          Map.entry("k8s.statefulset.name", "kube_stateful_set"),
          Map.entry("k8s.daemonset.name", "kube_daemon_set"),
          Map.entry("k8s.job.name", "kube_job"),
          Map.entry("k8s.cronjob.name", "kube_cronjob"),
          Map.entry("k8s.namespace.name", "kube_namespace"),
          Map.entry("k8s.pod.name", "pod_name"));

  private ContainerTags() {}

  /**
   * The tags, normalized and sorted, with commas between: {@code image_name:shop,pod_name:shop-1}.
   */
  static String of(Map<String, String> resourceAttributes) {
    var tags = new TreeMap<String, String>();
    var custom = new LinkedHashMap<String, String>();
    resourceAttributes.forEach(
        (key, value) -> {
          String name = NAMES.get(key);
          if (value.isEmpty()) {
            return;
          }
          if (name != null) {
            tags.put(name, value);
          } else if (key.startsWith(CUSTOM) && key.length() > CUSTOM.length()) {
            custom.put(key.substring(CUSTOM.length()), value);
          }
        });
    custom.forEach(tags::putIfAbsent);
    var text = new StringBuilder();
    tags.forEach(
        (name, value) -> {
          if (text.length() < MAX_CHARS) {
            text.append(text.isEmpty() ? "" : ",").append(Normalizer.tag(name + ":" + value));
          }
        });
    return text.toString();
  }
}
