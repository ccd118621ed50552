// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.client;

import io.tailrace.config.ConfigNode;
import io.tailrace.config.Secret;
import io.tailrace.exporter.datadog.payload.PayloadEncoder.Format;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/** Where payloads go: to Datadog itself, or to an Agent. */
public sealed interface Destination {

  /**
   * Datadog's intake.
   *
   * @param key the API key
   * @param traces where traces are posted to
   * @param stats where statistics are posted to
   * @param validate where the key can be tried
   * @param failOnInvalidKey whether an invalid key ends the start
   */
  record Intake(Secret key, URI traces, URI stats, URI validate, boolean failOnInvalidKey)
      implements Destination {}

  /**
   * An Agent.
   *
   * @param traces where traces are posted to
   * @param stats where statistics are posted to
   * @param format which version of its API is spoken
   * @param computedStats whether the Agent is told that statistics come from elsewhere
   */
  record Agent(URI traces, URI stats, Format format, boolean computedStats)
      implements Destination {}

  /** What stands in for a destination that could not be read. */
  Destination UNKNOWN =
      new Agent(
          URI.create("http://localhost:8126/v0.4/traces"),
          URI.create("http://localhost:8126/v0.6/stats"),
          Format.V0_4,
          false);

  /**
   * Reads {@code api}, {@code agent} and {@code traces::endpoint} of a component's section.
   *
   * @param sendsTraces whether the component sends traces, and not statistics only
   */
  static Destination parse(ConfigNode node, boolean sendsTraces) {
    boolean hasAgent = node.has("agent");
    boolean hasApi = node.has("api");
    var api = node.child("api");
    var agent = node.child("agent");
    var traces = node.child("traces");
    if (hasAgent && hasApi) {
      node.error("agent", "beside api (expected: one of them, Datadog itself or an Agent)");
    }
    if (hasAgent) {
      if (!traces.string("endpoint", "").isEmpty()) {
        traces.error("endpoint", "beside agent (expected: agent::endpoint)");
      }
    }
    var toAgent = hasAgent ? agent(agent, sendsTraces) : UNKNOWN;
    return hasApi || !hasAgent ? intake(api, traces) : toAgent;
  }

  private static Destination agent(ConfigNode agent, boolean sendsTraces) {
    var base = base(agent, "http://localhost:8126");
    var version = Format.V0_4;
    boolean computedStats = false;
    if (sendsTraces) {
      version =
          agent.choice(
              "version",
              Map.of("v0.4", Format.V0_4, "v0.5", Format.V0_5, "v0.7", Format.V0_7),
              Format.V0_4);
      computedStats = agent.bool("client_computed_stats", false);
    }
    String path =
        switch (version) {
          case V0_7 -> "/v0.7/traces";
          case V0_5 -> "/v0.5/traces";
          default -> "/v0.4/traces";
        };
    return new Agent(
        URI.create(base + path), URI.create(base + "/v0.6/stats"), version, computedStats);
  }

  private static Destination intake(ConfigNode api, ConfigNode traces) {
    String site = api.string("site", "datadoghq.com");
    if (!site.matches("[A-Za-z0-9.-]+")) {
      api.error("site", "\"" + site + "\" (expected: a site of Datadog, such as datadoghq.eu)");
      site = "datadoghq.com";
    }
    var key = api.secret("key").map(k -> new Secret(k.value().strip())).orElse(new Secret(""));
    if (key.value().isEmpty()) {
      api.error("key", "missing (expected: an API key of Datadog, or agent instead of api)");
    } else if (!key.value().matches("[0-9A-Fa-f]+")) {
      api.error("key", "has characters that no key has (expected: hexadecimal digits)");
    }
    String host = base(traces, "https://trace.agent." + site);
    return new Intake(
        key,
        URI.create(host + "/api/v0.2/traces"),
        URI.create(host + "/api/v0.2/stats"),
        URI.create(base(api, "https://api." + site) + "/api/v1/validate"),
        api.bool("fail_on_invalid_key", false));
  }

  /** {@code endpoint} of a node without a slash at its end; the preset if it is empty. */
  private static String base(ConfigNode node, String preset) {
    String written = node.string("endpoint", "");
    if (written.isEmpty()) {
      return preset;
    }
    try {
      var uri = new URI(written);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean isBare = uri.getUserInfo() == null && uri.getQuery() == null;
      if (isHttp && isBare && uri.getHost() != null) {
        return written.endsWith("/") ? written.substring(0, written.length() - 1) : written;
      }
    } catch (URISyntaxException _) {
      return invalid(node, written, preset);
    }
    return invalid(node, written, preset);
  }

  private static String invalid(ConfigNode node, String written, String preset) {
    node.error("endpoint", "\"" + written + "\" (expected: http://host:port or https://host:port)");
    return preset;
  }
}
