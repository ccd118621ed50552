// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/**
 * Service, operation name and type of a span (datadog-agent {@code traceutil.GetOTelService},
 * {@code GetOTelOperationNameV2}, {@code GetOTelSpanType}, and their V1).
 */
final class Naming {

  private static final Text WEB = Text.of("web");
  private static final Text HTTP = Text.of("http");
  private static final Text CUSTOM = Text.of("custom");
  private static final Text LLM = Text.of("llm");
  private static final Text CACHE = Text.of("cache");
  private static final Text HTTP_SERVER_REQUEST = Text.of("http.server.request");
  private static final Text HTTP_CLIENT_REQUEST = Text.of("http.client.request");
  private static final Text AWS_CLIENT_REQUEST = Text.of("aws.client.request");
  private static final Text GRAPHQL_SERVER_REQUEST = Text.of("graphql.server.request");
  private static final Text SERVER_REQUEST = Text.of("server.request");
  private static final Text CLIENT_REQUEST = Text.of("client.request");
  private static final Text AWS_API = Text.of("aws-api");
  private static final Text INTERNAL = Text.of("Internal");
  private static final Text PRODUCER = Text.of("Producer");
  private static final Text CONSUMER = Text.of("Consumer");
  private static final byte[] GEN_AI = "gen_ai.".getBytes(UTF_8);

  private static final String[] KIND_NAMES = {
    "unspecified", "internal", "server", "client", "producer", "consumer"
  };

  private final MappingConfig config;
  private final Facts facts;
  private final Scratch scratch;
  private final Normalizer normalizer;
  private final Text first = new Text();
  private final Text second = new Text();

  Naming(MappingConfig config, Facts facts, Scratch scratch) {
    this.config = config;
    this.facts = facts;
    this.scratch = scratch;
    normalizer = new Normalizer(scratch);
  }

  /** {@code server}, as in {@code span.kind}. */
  static String kindName(int kind) {
    return kind > 0 && kind < KIND_NAMES.length ? KIND_NAMES[kind] : KIND_NAMES[0];
  }

  /**
   * The span's own {@code service.name}, else that of the resource, which is normalized already.
   */
  void service(Text ofResource, Text service) {
    var own = facts.span.attributes;
    int i = own.find(Key.SERVICE_NAME);
    if (i >= 0) {
      facts.values.asString(own, i, service);
      if (!service.isEmpty()) {
        normalizer.service(service);
        return;
      }
    }
    service.set(ofResource);
  }

  void name(Text scopeName, Text name) {
    if (config.isNamedByConventions()) {
      nameV2(name);
    } else {
      nameV1(scopeName, name);
    }
    normalizer.name(name);
  }

  private void nameV2(Text name) {
    if (facts.text(Key.OPERATION_NAME, name)) {
      normalizer.tagValue(name);
      if (!name.isEmpty()) {
        return;
      }
    }
    int kind = facts.span.kind;
    boolean isServer = kind == SpanFields.KIND_SERVER;
    boolean isClient = kind == SpanFields.KIND_CLIENT;
    if ((isServer || isClient) && facts.text(Key.HTTP_REQUEST_METHOD, Key.HTTP_METHOD, first)) {
      name.set(isServer ? HTTP_SERVER_REQUEST : HTTP_CLIENT_REQUEST);
    } else if (isClient && tag(Key.DB_SYSTEM_NAME, Key.DB_SYSTEM, first)) {
      join(name, "", first, ".query");
    } else if (kind >= SpanFields.KIND_SERVER
        && kind <= SpanFields.KIND_CONSUMER
        && tag(Key.MESSAGING_SYSTEM, first)
        && tag(Key.MESSAGING_OPERATION, second)) {
      join(name, first, ".", second, "");
    } else if ((isServer || isClient) && tag(Key.RPC_SYSTEM, first)) {
      rpcName(isClient, name);
    } else if (isClient
        && tag(Key.FAAS_INVOKED_PROVIDER, first)
        && tag(Key.FAAS_INVOKED_NAME, second)) {
      join(name, first, ".", second, ".invoke");
    } else if (isServer && tag(Key.FAAS_TRIGGER, first)) {
      join(name, "", first, ".invoke");
    } else if (tag(Key.GRAPHQL_OPERATION_TYPE, first)) {
      name.set(GRAPHQL_SERVER_REQUEST);
    } else {
      nameOfKind(kind, name);
    }
  }

  private void rpcName(boolean isClient, Text name) {
    if (!isClient) {
      join(name, "", first, ".server.request");
    } else if (!first.contentEquals(AWS_API)) {
      join(name, "", first, ".client.request");
    } else if (tag(Key.RPC_SERVICE, second)) {
      join(name, "aws.", second, ".request");
    } else {
      name.set(AWS_CLIENT_REQUEST);
    }
  }

  private void nameOfKind(int kind, Text name) {
    switch (kind) {
      case SpanFields.KIND_SERVER, SpanFields.KIND_CLIENT -> {
        boolean isServer = kind == SpanFields.KIND_SERVER;
        if (tag(Key.NETWORK_PROTOCOL_NAME, first)) {
          join(name, "", first, isServer ? ".server.request" : ".client.request");
        } else {
          name.set(isServer ? SERVER_REQUEST : CLIENT_REQUEST);
        }
      }
      case SpanFields.KIND_PRODUCER -> name.set(PRODUCER);
      case SpanFields.KIND_CONSUMER -> name.set(CONSUMER);
      default -> name.set(INTERNAL);
    }
  }

  private void nameV1(Text scopeName, Text name) {
    if (!facts.textOfResourceFirst(Key.OPERATION_NAME, name)) {
      if (config.spanNameAsResourceName()) {
        name.set(facts.span.name);
      } else {
        int start = scratch.size();
        if (scopeName.isEmpty()) {
          scratch.put("opentelemetry");
        } else {
          scratch.put(scopeName);
        }
        scratch.put('.');
        scratch.put(kindName(facts.span.kind));
        scratch.textFrom(start, name);
      }
    }
    Map<String, String> remappings = config.spanNameRemappings();
    if (!remappings.isEmpty()) {
      String other = remappings.get(name.toString());
      if (other != null) {
        copy(other, name);
      }
    }
  }

  void type(Text type) {
    if (facts.text(Key.SPAN_TYPE, type)) {
      Normalizer.cut(type, Normalizer.MAX_TYPE_BYTES);
    } else if (hasGenAi()) {
      type.set(LLM);
    } else if (facts.span.kind == SpanFields.KIND_SERVER) {
      type.set(WEB);
    } else if (facts.span.kind != SpanFields.KIND_CLIENT) {
      type.set(CUSTOM);
    } else if (!tag(Key.DB_SYSTEM_NAME, Key.DB_SYSTEM, first)) {
      type.set(HTTP);
    } else if (config.version() == MappingConfig.Version.V1) {
      String system = first.toString();
      type.set(system.equals("redis") || system.equals("memcached") ? CACHE : DbType.OTHER);
    } else {
      type.set(DbType.of(first.toString()));
    }
  }

  private boolean hasGenAi() {
    var own = facts.span.attributes;
    for (int i = 0; i < own.count; i++) {
      int at = own.keyOffset[i];
      if (own.keyLength[i] > GEN_AI.length
          && own.bytes[at] == 'g'
          && java.util.Arrays.equals(own.bytes, at, at + GEN_AI.length, GEN_AI, 0, GEN_AI.length)) {
        return true;
      }
    }
    return false;
  }

  private boolean tag(Key key, Text text) {
    if (!facts.text(key, text)) {
      return false;
    }
    normalizer.tagValue(text);
    return !text.isEmpty();
  }

  private boolean tag(Key key, Key older, Text text) {
    if (!facts.text(key, older, text)) {
      return false;
    }
    normalizer.tagValue(text);
    return !text.isEmpty();
  }

  private void join(Text text, String before, Text middle, String after) {
    int start = scratch.size();
    scratch.put(before);
    scratch.put(middle);
    scratch.put(after);
    scratch.textFrom(start, text);
  }

  private void join(Text text, Text one, String between, Text other, String after) {
    int start = scratch.size();
    scratch.put(one);
    scratch.put(between);
    scratch.put(other);
    scratch.put(after);
    scratch.textFrom(start, text);
  }

  private void copy(String value, Text text) {
    int start = scratch.size();
    scratch.put(value);
    scratch.textFrom(start, text);
  }
}
