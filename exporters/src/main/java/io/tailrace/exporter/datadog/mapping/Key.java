// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

/**
 * The attributes that mean something to Datadog; the ordinal is the key's number in {@link Keys}.
 */
enum Key {
  SERVICE_NAME("service.name"),
  OPERATION_NAME("operation.name"),
  RESOURCE_NAME("resource.name"),
  SPAN_TYPE("span.type"),
  HTTP_REQUEST_METHOD("http.request.method"),
  HTTP_METHOD("http.method"),
  HTTP_ROUTE("http.route"),
  URL_TEMPLATE("url.template"),
  HTTP_STATUS_CODE("http.status_code"),
  HTTP_RESPONSE_STATUS_CODE("http.response.status_code"),
  DB_SYSTEM_NAME("db.system.name"),
  DB_SYSTEM("db.system"),
  DB_STATEMENT("db.statement"),
  DB_QUERY_TEXT("db.query.text"),
  DB_NAMESPACE("db.namespace"),
  SQL_QUERY("sql.query"),
  MONGODB_QUERY("mongodb.query"),
  REDIS_RAW_COMMAND("redis.raw_command"),
  VALKEY_RAW_COMMAND("valkey.raw_command"),
  MEMCACHED_COMMAND("memcached.command"),
  ELASTICSEARCH_BODY("elasticsearch.body"),
  OPENSEARCH_BODY("opensearch.body"),
  MESSAGING_SYSTEM("messaging.system"),
  MESSAGING_OPERATION("messaging.operation"),
  MESSAGING_DESTINATION("messaging.destination"),
  MESSAGING_DESTINATION_NAME("messaging.destination.name"),
  RPC_SYSTEM("rpc.system"),
  RPC_SYSTEM_NAME("rpc.system.name"),
  RPC_SERVICE("rpc.service"),
  RPC_METHOD("rpc.method"),
  RPC_GRPC_STATUS_CODE("rpc.grpc.status_code"),
  GRPC_CODE("grpc.code"),
  RPC_GRPC_STATUS_CODE_DOTTED("rpc.grpc.status.code"),
  GRPC_STATUS_CODE("grpc.status.code"),
  RPC_RESPONSE_STATUS_CODE("rpc.response.status_code"),
  FAAS_INVOKED_PROVIDER("faas.invoked_provider"),
  FAAS_INVOKED_NAME("faas.invoked_name"),
  FAAS_TRIGGER("faas.trigger"),
  GRAPHQL_OPERATION_TYPE("graphql.operation.type"),
  GRAPHQL_OPERATION_NAME("graphql.operation.name"),
  NETWORK_PROTOCOL_NAME("network.protocol.name"),
  DEPLOYMENT_ENVIRONMENT_NAME("deployment.environment.name"),
  DEPLOYMENT_ENVIRONMENT("deployment.environment"),
  SERVICE_VERSION("service.version"),
  MEASURED("_dd.measured"),
  PARTIAL_VERSION("_dd.partial_version"),
  BASE_SERVICE("_dd.base_service"),
  DD_HOSTNAME("_dd.hostname"),
  DD_ORIGIN("_dd.origin"),
  SAMPLE_RATE("_sample_rate"),
  SAMPLING_PRIORITY("sampling.priority"),
  ANALYTICS_EVENT("analytics.event"),
  HOST("host"),
  DATADOG_HOST_NAME("datadog.host.name"),
  HOST_ID("host.id"),
  HOST_NAME("host.name"),
  CLOUD_PROVIDER("cloud.provider"),
  CLOUD_ACCOUNT_ID("cloud.account.id"),
  AWS_ECS_LAUNCHTYPE("aws.ecs.launchtype"),
  AWS_ECS_TASK_ARN("aws.ecs.task.arn"),
  K8S_NODE_NAME("k8s.node.name"),
  K8S_CLUSTER_NAME("k8s.cluster.name"),
  K8S_POD_UID("k8s.pod.uid"),
  CONTAINER_ID("container.id"),
  CONTAINER_IMAGE_TAG("container.image.tag"),
  GIT_COMMIT_SHA("_dd.git.commit.sha"),
  TELEMETRY_SDK_LANGUAGE("telemetry.sdk.language"),
  TELEMETRY_SDK_VERSION("telemetry.sdk.version");

  final String text;

  Key(String text) {
    this.text = text;
  }
}
