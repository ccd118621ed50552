// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import io.tailrace.config.ConfigValue.Expanded;
import io.tailrace.config.ConfigValue.Scalar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what stands between <code>${</code> and <code>}</code>: {@code env:NAME}, {@code NAME},
 * {@code env:NAME:-default}, {@code file:path}, {@code yaml:text}.
 */
final class References {

  private final Map<String, String> environment;
  private final ConfigReport report;

  References(Map<String, String> environment, ConfigReport report) {
    this.environment = Map.copyOf(environment);
    this.report = report;
  }

  /**
   * What a reference stands for.
   *
   * @param text as it was found
   * @param source the name of a file whose own positions are kept; null for text without lines
   */
  record Found(String text, @Nullable String source) {

    /**
     * The text read as YAML, as the collector does: a string keeps its quotes and comments, and
     * text that is not YAML is a string.
     */
    ConfigValue asValue(Position at) {
      ConfigValue value;
      try {
        value = YamlReader.read(source == null ? at.source() : source, text);
      } catch (ConfigException e) {
        if (source != null) {
          throw e;
        }
        return new Scalar(at, text, ScalarType.STRING);
      }
      if (value instanceof Scalar) {
        return new Scalar(at, text.strip(), ScalarType.of(text.strip()));
      }
      return new Expanded(at, text, source == null ? value.movedTo(at) : value);
    }
  }

  /**
   * Looks a reference up.
   *
   * @param reference without <code>${</code> and <code>}</code>
   * @throws ConfigException if it cannot be
   */
  Found find(String reference, Position at, String path) {
    int colon = reference.indexOf(':');
    boolean hasScheme = colon > 0 && !reference.startsWith(":-", colon);
    String scheme = hasScheme ? reference.substring(0, colon) : "";
    String rest = scheme.isEmpty() ? reference : reference.substring(colon + 1);
    return switch (scheme) {
      case "", "env" -> new Found(variable(rest, at, path), null);
      case "file" -> new Found(ConfigText.read(rest), rest);
      case "yaml" -> new Found(rest, null);
      default ->
          throw problem(
              at,
              path,
              "${" + reference + "}: unknown scheme " + scheme + " (expected: env, file or yaml)");
    };
  }

  private String variable(String text, Position at, String path) {
    int separator = text.indexOf(":-");
    String name = separator < 0 ? text : text.substring(0, separator);
    if (!isName(name)) {
      throw problem(
          at,
          path,
          "${"
              + text
              + "}: not the name of an environment variable (expected: letters, digits and _;"
              + " $$ for a literal $)");
    }
    String value = environment.get(name);
    if (value != null) {
      return value;
    }
    if (separator < 0) {
      report.warn(at, path, "environment variable " + name + " is not set, read as empty");
      return "";
    }
    return text.substring(separator + 2);
  }

  private static ConfigException problem(Position at, String path, String message) {
    return new ConfigException(List.of(new ConfigProblem(at, path, message)));
  }

  /** {@code [a-zA-Z_][a-zA-Z0-9_]*}, as the collector has it. */
  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      if (!letter && (!digit || i == 0)) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
