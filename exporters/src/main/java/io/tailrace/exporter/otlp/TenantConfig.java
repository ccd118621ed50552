// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import io.tailrace.config.ConfigNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where the tenant of a span is taken from, and the header that says it to the backend ({@code
 * tenant}).
 *
 * @param attribute the resource attribute whose string value is the tenant
 * @param fallback the tenant of spans that have none of their own; empty to send no header
 * @param header the header, in lower case
 * @param maxTenants how many different tenants are told apart
 */
public record TenantConfig(String attribute, String fallback, String header, int maxTenants) {

  private static final String DEFAULT_HEADER = "X-Scope-OrgID";
  private static final int DEFAULT_MAX_TENANTS = 1000;
  private static final int MAX_MAX_TENANTS = 100_000;

  /** The longest tenant that Grafana's backends take. */
  private static final int MAX_LENGTH = 150;

  /**
   * Reads {@code tenant} of an exporter's section.
   *
   * @param headers the names of the headers that are sent in any case
   */
  static Optional<TenantConfig> parse(ConfigNode exporter, Set<String> headers) {
    if (!exporter.has("tenant")) {
      return Optional.empty();
    }
    var node = exporter.child("tenant");
    String attribute = node.string("from_resource_attribute", "");
    if (attribute.isEmpty()) {
      node.error("from_resource_attribute", "missing (expected: the name of a resource attribute)");
    }
    String fallback = node.string("default", "");
    if (!fallback.isEmpty() && !isTenant(fallback)) {
      node.error("default", "\"" + fallback + "\" (expected: letters, digits and !-_.*'())");
    }
    String header = node.string("header", DEFAULT_HEADER);
    if (!header.matches("[0-9A-Za-z_.-]+") || header.toLowerCase(Locale.ROOT).endsWith("-bin")) {
      node.error("header", "\"" + header + "\" (expected: the name of a header)");
    } else if (headers.stream().anyMatch(header::equalsIgnoreCase)) {
      node.error("header", header + " is in headers already (expected: one of the two)");
    }
    int max = (int) node.integer("max_tenants", DEFAULT_MAX_TENANTS, 1, MAX_MAX_TENANTS);
    return Optional.of(new TenantConfig(attribute, fallback, header.toLowerCase(Locale.ROOT), max));
  }

  /** Whether a backend takes this as a tenant (source: the tenant IDs of Grafana Tempo). */
  static boolean isTenant(String text) {
    return text.length() <= MAX_LENGTH
        && text.matches("[0-9A-Za-z!_.*'()-]+")
        && !text.equals(".")
        && !text.equals("..");
  }
}
