// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import io.tailrace.config.ConfigValue.Entry;
import io.tailrace.config.ConfigValue.Expanded;
import io.tailrace.config.ConfigValue.Mapping;
import io.tailrace.config.ConfigValue.Scalar;
import io.tailrace.config.ConfigValue.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A {@link ConfigNode} over a {@link Mapping}. Belongs to one thread. */
final class YamlNode implements ConfigNode {

  private final String path;
  private final boolean present;
  private final Position at;
  private final @Nullable Mapping mapping;
  private final ConfigReport report;
  private final Set<String> known = new LinkedHashSet<>();
  private final Map<String, List<ConfigNode>> children = new LinkedHashMap<>();
  private final List<ConfigReference> references = new ArrayList<>();

  private YamlNode(
      String path, boolean present, Position at, @Nullable Mapping mapping, ConfigReport report) {
    this.path = path;
    this.present = present;
    this.at = at;
    this.mapping = mapping;
    this.report = report;
  }

  /**
   * The node of a whole document.
   *
   * @throws ConfigException if it is neither a mapping nor empty
   */
  static YamlNode root(ConfigValue value, ConfigReport report) {
    return switch (value.structure()) {
      case Mapping mapping -> new YamlNode("", true, mapping.at(), mapping, report);
      case Scalar scalar when scalar.isNull() -> new YamlNode("", true, scalar.at(), null, report);
      default -> throw new ConfigException(value.at(), value.kind() + " (expected: a mapping)");
    };
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public boolean has(String key) {
    return entry(key) != null;
  }

  @Override
  public boolean isPresent() {
    return present;
  }

  @Override
  public List<String> keys() {
    return mapping == null ? List.of() : List.copyOf(mapping.entries().keySet());
  }

  @Override
  public String string(String key, String defaultValue) {
    return optionalString(key).orElse(defaultValue);
  }

  @Override
  public Optional<String> optionalString(String key) {
    return scalar(key, "a string").map(Scalar::text);
  }

  @Override
  public Optional<Secret> secret(String key) {
    Optional<Scalar> scalar = scalar(key, "a string");
    Entry entry = entry(key);
    if (scalar.isEmpty() || entry == null) {
      return Optional.empty();
    }
    return Optional.of(secret(entry.value(), scalar.get()));
  }

  @Override
  public boolean bool(String key, boolean defaultValue) {
    return read(key, "true or false", scalar -> ScalarReader.bool(scalar)).orElse(defaultValue);
  }

  @Override
  public long integer(String key, long defaultValue, long min, long max) {
    String expected = ScalarReader.expectedInteger(min, max);
    return read(key, expected, scalar -> ScalarReader.integer(scalar, min, max))
        .orElse(defaultValue);
  }

  @Override
  public double number(String key, double defaultValue, double min, double max) {
    String expected = ScalarReader.expectedNumber(min, max);
    return read(key, expected, scalar -> ScalarReader.number(scalar, min, max))
        .orElse(defaultValue);
  }

  @Override
  public Duration duration(String key, Duration defaultValue) {
    return read(key, ScalarReader.EXPECTED_DURATION, ScalarReader::duration).orElse(defaultValue);
  }

  @Override
  public <T> T choice(String key, Map<String, T> choices, T defaultValue) {
    Optional<Scalar> scalar = scalar(key, ScalarReader.oneOf(choices.keySet()));
    if (scalar.isEmpty()) {
      return defaultValue;
    }
    T choice = choices.get(scalar.get().text());
    if (choice != null) {
      return choice;
    }
    error(key, ScalarReader.unknownChoice(scalar.get(), choices.keySet()));
    return defaultValue;
  }

  @Override
  public List<String> strings(String key, List<String> defaultValue) {
    known.add(key);
    Entry entry = entry(key);
    if (entry == null || isNull(entry.value())) {
      return defaultValue;
    }
    return switch (entry.value().structure()) {
      case Scalar scalar -> List.of(scalar.text());
      case Sequence sequence -> texts(key, sequence.items());
      case Mapping _, Expanded _ -> {
        mismatch(key, entry.value(), "a list of strings");
        yield defaultValue;
      }
    };
  }

  private List<String> texts(String key, List<ConfigValue> items) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Scalar scalar = asScalar(items.get(i));
      if (scalar != null && !scalar.isNull()) {
        texts.add(scalar.text());
      } else {
        wrongItem(key, i, items.get(i), "a string");
      }
    }
    return List.copyOf(texts);
  }

  @Override
  public Map<String, String> stringMap(String key) {
    return map(key, (_, scalar) -> scalar.text());
  }

  @Override
  public Map<String, Secret> secretMap(String key) {
    return map(key, this::secret);
  }

  private <T> Map<String, T> map(String key, BiFunction<ConfigValue, Scalar, T> toValue) {
    Map<String, T> map = new LinkedHashMap<>();
    for (var item : mappingAt(key).entrySet()) {
      ConfigValue value = item.getValue().value();
      Scalar scalar = asScalar(value);
      if (scalar != null) {
        map.put(item.getKey(), toValue.apply(value, scalar));
      } else {
        report.error(
            item.getValue().shownAt(),
            join(pathOf(key), item.getKey()),
            value.kind() + " (expected: a string)");
      }
    }
    return map;
  }

  @Override
  public List<Secret> secrets(String key) {
    List<String> texts = strings(key, List.of());
    Entry entry = entry(key);
    if (entry != null && !texts.isEmpty()) {
      report.markSecret(entry.value());
    }
    return texts.stream().map(Secret::new).toList();
  }

  @Override
  public Optional<String> reference(String key, Class<?> role) {
    Optional<String> name = optionalString(key);
    name.ifPresent(text -> references.add(new ConfigReference(this, key, text, role)));
    return name;
  }

  @Override
  public List<ConfigReference> references() {
    List<ConfigReference> all = new ArrayList<>(references);
    children.values().forEach(nodes -> nodes.forEach(node -> all.addAll(node.references())));
    return all;
  }

  private Map<String, Entry> mappingAt(String key) {
    known.add(key);
    Entry entry = entry(key);
    if (entry == null || isNull(entry.value())) {
      return Map.of();
    }
    if (entry.value().structure() instanceof Mapping nested) {
      return nested.entries();
    }
    mismatch(key, entry.value(), "a mapping");
    return Map.of();
  }

  @Override
  public ConfigNode child(String key) {
    return children.computeIfAbsent(key, _ -> List.of(newChild(key))).getFirst();
  }

  private ConfigNode newChild(String key) {
    mappingAt(key);
    Entry entry = entry(key);
    Mapping nested = entry != null && entry.value().structure() instanceof Mapping m ? m : null;
    Position childAt = entry == null ? at : entry.keyAt();
    return new YamlNode(pathOf(key), entry != null, childAt, nested, report);
  }

  @Override
  public List<ConfigNode> children(String key) {
    return children.computeIfAbsent(key, _ -> newChildren(key));
  }

  private List<ConfigNode> newChildren(String key) {
    known.add(key);
    Entry entry = entry(key);
    if (entry == null || isNull(entry.value())) {
      return List.of();
    }
    if (!(entry.value().structure() instanceof Sequence sequence)) {
      mismatch(key, entry.value(), "a list");
      return List.of();
    }
    List<ConfigNode> nodes = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      if (sequence.items().get(i).structure() instanceof Mapping item) {
        nodes.add(new YamlNode(pathOf(key) + "[" + i + "]", true, item.at(), item, report));
      } else {
        wrongItem(key, i, sequence.items().get(i), "a mapping");
      }
    }
    return List.copyOf(nodes);
  }

  @Override
  public void error(String key, String message) {
    known.add(key);
    report.error(shownAt(key), pathOf(key), message);
  }

  @Override
  public void warn(String key, String message) {
    known.add(key);
    report.warn(shownAt(key), pathOf(key), message);
  }

  @Override
  public void finish() {
    if (mapping != null) {
      mapping.entries().forEach((key, entry) -> reportIfUnknown(key, entry.keyAt()));
    }
    children.values().forEach(nodes -> nodes.forEach(ConfigNode::finish));
  }

  private void reportIfUnknown(String key, Position keyAt) {
    if (!known.contains(key)) {
      Collection<String> free = known.stream().filter(k -> !k.isEmpty() && !has(k)).toList();
      report.error(keyAt, path, "unknown key " + key + Spelling.suggestion(key, free));
    }
  }

  private <T> Optional<T> read(String key, String expected, Function<Scalar, Optional<T>> toValue) {
    Optional<Scalar> scalar = scalar(key, expected);
    Optional<T> value = scalar.flatMap(toValue);
    if (scalar.isPresent() && value.isEmpty()) {
      error(key, scalar.get().shown() + " (expected: " + expected + ")");
    }
    return value;
  }

  /** The scalar at a key; empty if there is none, or, with an error, if there is something else. */
  private Optional<Scalar> scalar(String key, String expected) {
    known.add(key);
    Entry entry = entry(key);
    if (entry == null || isNull(entry.value())) {
      return Optional.empty();
    }
    Scalar scalar = asScalar(entry.value());
    if (scalar == null) {
      mismatch(key, entry.value(), expected);
    }
    return Optional.ofNullable(scalar);
  }

  private static @Nullable Scalar asScalar(ConfigValue value) {
    return switch (value) {
      case Scalar scalar -> scalar;
      case Expanded expanded -> new Scalar(expanded.at(), expanded.text(), ScalarType.STRING);
      case Mapping _, Sequence _ -> null;
    };
  }

  private Secret secret(ConfigValue value, Scalar scalar) {
    report.markSecret(value);
    return new Secret(scalar.text());
  }

  private void mismatch(String key, ConfigValue value, String expected) {
    error(key, value.kind() + " (expected: " + expected + ")");
  }

  private void wrongItem(String key, int index, ConfigValue item, String expected) {
    report.error(
        item.at(), pathOf(key) + "[" + index + "]", item.kind() + " (expected: " + expected + ")");
  }

  private static boolean isNull(ConfigValue value) {
    return value instanceof Scalar scalar && scalar.isNull();
  }

  private @Nullable Entry entry(String key) {
    return mapping == null ? null : mapping.entries().get(key);
  }

  private Position shownAt(String key) {
    Entry entry = entry(key);
    if (entry != null) {
      return entry.shownAt();
    }
    int bracket = key.endsWith("]") ? key.lastIndexOf('[') : -1;
    Entry list = bracket > 0 ? entry(key.substring(0, bracket)) : null;
    if (list == null || !(list.value().structure() instanceof Sequence sequence)) {
      return list == null ? at : list.shownAt();
    }
    int index = Integer.parseInt(key, bracket + 1, key.length() - 1, 10);
    return sequence.items().get(index).at();
  }

  private String pathOf(String key) {
    return join(path, key);
  }

  private static String join(String path, String key) {
    if (path.isEmpty() || key.isEmpty()) {
      return path + key;
    }
    return path + "::" + key;
  }
}
