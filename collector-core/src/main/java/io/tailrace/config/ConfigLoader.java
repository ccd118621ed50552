// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import io.tailrace.config.ConfigValue.Entry;
import io.tailrace.config.ConfigValue.Mapping;
import io.tailrace.config.ConfigValue.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the sources of a configuration and makes one of them: mappings are merged key by key, of
 * anything else the last one counts. Then references are replaced.
 */
public final class ConfigLoader {

  private final Map<String, String> environment;

  /**
   * Makes a loader.
   *
   * @param environment the environment variables that references name
   */
  public ConfigLoader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads a configuration.
   *
   * @param sources files, {@code file:path}, {@code env:NAME} or {@code yaml:text}, in order
   * @param settings {@code a.b=value} each, applied after the sources; the value is YAML
   * @param report takes warnings, and later what is found when the configuration is read
   * @throws ConfigException with the errors of all sources, if there are any
   */
  public ConfigDocument load(List<String> sources, List<String> settings, ConfigReport report) {
    List<ConfigValue> values = new ArrayList<>();
    sources.forEach(source -> collect(values, () -> source(source), report));
    settings.forEach(setting -> collect(values, () -> setting(setting), report));
    report.throwIfErrors();
    ConfigValue merged = new Scalar(Position.of("configuration"), "", ScalarType.NULL);
    for (ConfigValue value : values) {
      merged = merge(merged, value);
    }
    ConfigValue expanded =
        new Expansion(new References(environment, report), report).expand(merged);
    report.throwIfErrors();
    return new ConfigDocument(expanded, report);
  }

  private interface Reading {
    ConfigValue read();
  }

  private static void collect(List<ConfigValue> values, Reading reading, ConfigReport report) {
    try {
      values.add(reading.read());
    } catch (ConfigException e) {
      e.errors().forEach(report::error);
    }
  }

  private ConfigValue source(String source) {
    int colon = source.indexOf(':');
    String scheme = colon > 1 ? source.substring(0, colon) : "file";
    String rest = source.substring(colon + 1);
    ConfigValue value =
        switch (scheme) {
          case "yaml" -> YamlReader.read(shortened(source), rest);
          case "env" -> YamlReader.read(source, variable(source, rest));
          case "file" -> {
            String file = source.startsWith("file:") ? rest : source;
            yield YamlReader.read(file, ConfigText.read(file));
          }
          case "http", "https" ->
              throw new ConfigException(
                  Position.of(source), "scheme " + scheme + " (expected: file, env or yaml)");
          default -> YamlReader.read(source, ConfigText.read(source));
        };
    return withNestedKeys(mapping(value));
  }

  private String variable(String source, String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new ConfigException(
          Position.of(source), "the environment variable " + name + " is not set");
    }
    return value;
  }

  private static Mapping mapping(ConfigValue value) {
    return switch (value) {
      case Mapping mapping -> mapping;
      case Scalar scalar when scalar.isNull() -> new Mapping(scalar.at(), Map.of());
      default ->
          throw new ConfigException(
              value.at(),
              value.kind() + " (expected: a mapping with receivers, exporters, service)");
    };
  }

  private static ConfigValue setting(String setting) {
    int equals = setting.indexOf('=');
    if (equals <= 0) {
      throw new ConfigException(
          Position.of("--set " + setting), "no value (expected: --set key.of.option=value)");
    }
    String key = setting.substring(0, equals);
    Position at = Position.of("--set " + key);
    ConfigValue value = YamlReader.read(at.source(), setting.substring(equals + 1)).movedTo(at);
    return nested(List.of(key.split("\\.", -1)), new Entry(at, value));
  }

  /** The collector splits keys at {@code ::} where they stand outermost. */
  private static ConfigValue withNestedKeys(Mapping mapping) {
    ConfigValue all = new Mapping(mapping.at(), Map.of());
    for (var entry : mapping.entries().entrySet()) {
      all = merge(all, nested(List.of(entry.getKey().split("::", -1)), entry.getValue()));
    }
    return all;
  }

  private static ConfigValue nested(List<String> keys, Entry last) {
    Entry entry = last;
    for (String key : keys.reversed()) {
      entry = new Entry(last.keyAt(), new Mapping(last.keyAt(), Map.of(key, entry)));
    }
    return entry.value();
  }

  private static ConfigValue merge(ConfigValue under, ConfigValue over) {
    if (!(over instanceof Mapping top)) {
      return over;
    }
    if (!(under instanceof Mapping base)) {
      return over;
    }
    Map<String, Entry> entries = new LinkedHashMap<>(base.entries());
    top.entries()
        .forEach(
            (key, entry) -> {
              Entry before = entries.get(key);
              ConfigValue value =
                  before == null ? entry.value() : merge(before.value(), entry.value());
              entries.put(key, new Entry(entry.keyAt(), value));
            });
    return new Mapping(base.at(), entries);
  }

  private static String shortened(String source) {
    String line = source.lines().findFirst().orElse("");
    return line.length() <= 60 ? line : line.substring(0, 60) + "...";
  }
}
