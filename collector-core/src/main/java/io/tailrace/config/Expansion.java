// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import io.tailrace.config.ConfigValue.Entry;
import io.tailrace.config.ConfigValue.Expanded;
import io.tailrace.config.ConfigValue.Mapping;
import io.tailrace.config.ConfigValue.Scalar;
import io.tailrace.config.ConfigValue.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces the references in a configuration, such as <code>${env:X}</code>, until none is left
 * (source: the collector's {@code confmap/expand.go}). The innermost is replaced first. A value
 * that is nothing but a reference becomes what the text means as YAML; within other text, the text
 * is put in. <code>$$</code> is a literal <code>$</code>.
 */
final class Expansion {

  /** How many references one configuration may have, those in expanded text included. */
  static final int MAX_REFERENCES = 5_000;

  private static final int MAX_DEPTH = 100;

  private final References references;
  private final ConfigReport report;
  private int replaced;

  Expansion(References references, ConfigReport report) {
    this.references = references;
    this.report = report;
  }

  /** The value with every reference replaced; what cannot be replaced is reported. */
  ConfigValue expand(ConfigValue value) {
    return expand(value, "", 0);
  }

  private ConfigValue expand(ConfigValue value, String path, int depth) {
    return switch (value) {
      case Mapping mapping -> mapping(mapping, path, depth);
      case Sequence sequence -> sequence(sequence, path, depth);
      case Scalar scalar -> scalar(scalar, path, depth);
      case Expanded expanded ->
          new Expanded(
              expanded.at(), expanded.text(), expand(expanded.structure(), path, depth + 1));
    };
  }

  private Mapping mapping(Mapping mapping, String path, int depth) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              String inner = path.isEmpty() ? key : path + "::" + key;
              entries.put(key, new Entry(entry.keyAt(), expand(entry.value(), inner, depth)));
            });
    return new Mapping(mapping.at(), entries);
  }

  private Sequence sequence(Sequence sequence, String path, int depth) {
    List<ConfigValue> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      items.add(expand(sequence.items().get(i), path + "[" + i + "]", depth));
    }
    return new Sequence(sequence.at(), items);
  }

  private ConfigValue scalar(Scalar scalar, String path, int depth) {
    if (scalar.text().indexOf('$') < 0) {
      return scalar;
    }
    try {
      return text(scalar, path, depth);
    } catch (ConfigException e) {
      e.errors().forEach(report::error);
      return new Scalar(scalar.at(), "", ScalarType.NULL);
    }
  }

  private ConfigValue text(Scalar scalar, String path, int depth) {
    String text = scalar.text();
    for (Reference next = Reference.in(text); next != null; next = Reference.in(text)) {
      checkLimits(scalar.at(), path, text, depth);
      References.Found found = references.find(next.inside(text), scalar.at(), path);
      if (next.isWhole(text)) {
        return expand(found.asValue(scalar.at()), path, depth + 1);
      }
      text = text.substring(0, next.start()) + found.text() + text.substring(next.end());
    }
    String plain = text.replace("$$", "$");
    boolean changed = !plain.equals(scalar.text());
    return changed ? new Scalar(scalar.at(), plain, ScalarType.STRING) : scalar;
  }

  private void checkLimits(Position at, String path, String text, int depth) {
    if (++replaced > MAX_REFERENCES || depth > MAX_DEPTH || text.length() > YamlReader.MAX_CHARS) {
      throw new ConfigException(
          List.of(
              new ConfigProblem(
                  at,
                  path,
                  "too many references: one that leads to itself? (" + shown(text) + ")")));
    }
  }

  private static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
