// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.config.ConfigNode;
import io.tailrace.net.Endpoint;
import io.tailrace.net.HttpServerConfig;
import io.tailrace.net.ServerSettings;
import java.util.Map;

/**
 * Settings of the Zipkin receiver, under the collector's keys.
 *
 * @param http the server
 * @param translation how spans are translated
 */
record ZipkinReceiverConfig(HttpServerConfig http, TranslationSettings translation) {

  static final Endpoint DEFAULT_ENDPOINT = new Endpoint("localhost", 9411);

  private static final Map<String, SemanticConventions> CONVENTIONS =
      Map.of(
          "default", SemanticConventions.DEFAULT,
          "legacy", SemanticConventions.LEGACY,
          "stable", SemanticConventions.STABLE);

  static ZipkinReceiverConfig fromNode(ConfigNode node) {
    return new ZipkinReceiverConfig(
        ServerSettings.http(node, DEFAULT_ENDPOINT),
        new TranslationSettings(
            node.choice("semantic_conventions", CONVENTIONS, SemanticConventions.DEFAULT),
            node.bool("parse_string_tags", false)));
  }
}
