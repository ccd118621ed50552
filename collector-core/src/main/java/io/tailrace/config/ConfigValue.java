// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of a configuration, with the position where it stands. Immutable. */
sealed interface ConfigValue {

  /** Where the value starts. */
  Position at();

  /** The kind of value for messages: {@code a list}. */
  String kind();

  /** The same value as if it, and all that is in it, stood at {@code position}. */
  ConfigValue movedTo(Position position);

  /** The value without the text that it was expanded from. */
  default ConfigValue structure() {
    return this;
  }

  /**
   * Keys and values.
   *
   * @param entries in the order of the source
   */
  record Mapping(Position at, Map<String, Entry> entries) implements ConfigValue {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String kind() {
      return "a mapping";
    }

    @Override
    public Mapping movedTo(Position position) {
      Map<String, Entry> moved = new LinkedHashMap<>();
      entries.forEach(
          (key, entry) -> moved.put(key, new Entry(position, entry.value().movedTo(position))));
      return new Mapping(position, moved);
    }
  }

  /**
   * One key of a mapping and its value.
   *
   * @param keyAt where the key stands
   */
  record Entry(Position keyAt, ConfigValue value) {

    /** Where an error about the value is shown: a block of lines is named by its key. */
    Position shownAt() {
      return value instanceof Scalar scalar && !scalar.isNull() ? scalar.at() : keyAt;
    }
  }

  /** Values in order. */
  record Sequence(Position at, List<ConfigValue> items) implements ConfigValue {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }

    @Override
    public Sequence movedTo(Position position) {
      return new Sequence(position, items.stream().map(item -> item.movedTo(position)).toList());
    }
  }

  /**
   * A single value.
   *
   * @param text the value without quotes, as it is written
   * @param type what YAML takes it for; a quoted one is always a string
   */
  record Scalar(Position at, String text, ScalarType type) implements ConfigValue {

    boolean isNull() {
      return type == ScalarType.NULL;
    }

    @Override
    public String kind() {
      return switch (type) {
        case NULL -> "nothing";
        case BOOLEAN -> "a boolean";
        case INTEGER, FLOAT -> "a number";
        case STRING -> "a string";
      };
    }

    @Override
    public Scalar movedTo(Position position) {
      return new Scalar(position, text, type);
    }

    /** The value for messages: {@code "5"} if it is a string that looks like something else. */
    String shown() {
      boolean ambiguous =
          type == ScalarType.STRING && (text.isBlank() || ScalarType.of(text) != ScalarType.STRING);
      return ambiguous ? '"' + text + '"' : text;
    }
  }

  /**
   * What a reference such as {@code ${env:X}} stands for, if that is a list or a mapping. Where a
   * string is wanted it is the text: a password may look like YAML.
   *
   * @param text the text as it was found
   * @param structure what the text means as YAML
   */
  record Expanded(Position at, String text, ConfigValue structure) implements ConfigValue {

    @Override
    public String kind() {
      return structure.kind();
    }

    @Override
    public Expanded movedTo(Position position) {
      return new Expanded(position, text, structure.movedTo(position));
    }
  }
}
