// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.datadog;

import java.util.List;
import java.util.TreeSet;

/** The attributes that say who is at the other end (datadog-agent {@code peer_tags.ini}). */
final class PeerTags {

  static final String BASE_SERVICE = "_dd.base_service";

  private static final List<String> PRESET =
      List.of(
          "_dd.base_service",
          "active_record.db.vendor",
          "amqp.destination",
          "amqp.exchange",
          "amqp.queue",
          "aws.queue.name",
          "aws.s3.bucket",
          "bucketname",
          "cassandra.keyspace",
          "db.cassandra.contact.points",
          "db.couchbase.seed.nodes",
          "db.hostname",
          "db.instance",
          "db.name",
          "db.namespace",
          "db.system",
          "db.system.name",
          "db.type",
          "dns.hostname",
          "grpc.host",
          "hostname",
          "http.host",
          "http.server_name",
          "messaging.destination",
          "messaging.destination.name",
          "messaging.destination.template",
          "messaging.kafka.bootstrap.servers",
          "messaging.rabbitmq.exchange",
          "messaging.system",
          "mongodb.db",
          "msmq.queue.path",
          "net.peer.name",
          "network.destination.ip",
          "network.destination.name",
          "out.host",
          "peer.hostname",
          "peer.service",
          "queuename",
          "rpc.service",
          "rpc.system",
          "sequel.db.vendor",
          "server.address",
          "streamname",
          "tablename",
          "topicname");

  private PeerTags() {}

  /** The Agent's list and {@code more}, sorted. */
  static List<String> with(List<String> more) {
    var all = new TreeSet<>(PRESET);
    all.addAll(more);
    return List.copyOf(all);
  }
}
