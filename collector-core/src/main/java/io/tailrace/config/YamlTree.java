// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import io.tailrace.config.ConfigValue.Entry;
import io.tailrace.config.ConfigValue.Mapping;
import io.tailrace.config.ConfigValue.Scalar;
import io.tailrace.config.ConfigValue.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Turns the nodes of one YAML document into {@link ConfigValue}s: aliases and merge keys ({@code
 * <<}) are replaced by what they mean.
 */
final class YamlTree {

  /** How many values a document may have after its aliases are replaced. */
  static final int MAX_VALUES = 500_000;

  private final String source;
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int values;

  YamlTree(String source) {
    this.source = source;
  }

  ConfigValue convert(Node node) {
    Position at = YamlReader.position(source, node.getStartMark());
    if (++values > MAX_VALUES) {
      throw new ConfigException(
          at, "more than " + MAX_VALUES + " values, counting each use of an alias");
    }
    if (!open.add(node)) {
      throw new ConfigException(at, "the anchor has an alias of itself inside");
    }
    ConfigValue value =
        switch (node) {
          case MappingNode mapping -> mapping(at, mapping);
          case SequenceNode sequence ->
              new Sequence(at, sequence.getValue().stream().map(this::convert).toList());
          case ScalarNode scalar -> new Scalar(at, scalar.getValue(), type(at, scalar));
          default -> throw new ConfigException(at, "not valid YAML: an alias without anchor");
        };
    open.remove(node);
    return value;
  }

  private static ScalarType type(Position at, ScalarNode node) {
    Tag tag = node.getTag();
    if (tag.equals(YamlReader.PlainResolver.PLAIN)) {
      return ScalarType.of(node.getValue());
    }
    if (tag.equals(Tag.STR)) {
      return ScalarType.STRING;
    }
    ScalarType type = ScalarType.of(node.getValue());
    boolean fits =
        (tag.equals(Tag.INT) && type == ScalarType.INTEGER)
            || (tag.equals(Tag.FLOAT) && (type == ScalarType.FLOAT || type == ScalarType.INTEGER))
            || (tag.equals(Tag.BOOL) && type == ScalarType.BOOLEAN)
            || (tag.equals(Tag.NULL) && type == ScalarType.NULL);
    if (!fits) {
      String name = tag.getValue().replace(Tag.PREFIX, "!!");
      throw new ConfigException(at, "tag " + name + " does not suit " + node.getValue());
    }
    return type;
  }

  private Mapping mapping(Position at, MappingNode node) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<NodeTuple> merges = new ArrayList<>();
    for (NodeTuple tuple : node.getValue()) {
      if (isMergeKey(tuple.getKeyNode())) {
        merges.add(tuple);
        continue;
      }
      Position keyAt = YamlReader.position(source, tuple.getKeyNode().getStartMark());
      String key = key(keyAt, tuple.getKeyNode());
      Entry before = entries.get(key);
      if (before != null) {
        throw new ConfigException(
            keyAt, "key " + key + " is already there at line " + before.keyAt().line());
      }
      entries.put(key, new Entry(keyAt, convert(tuple.getValueNode())));
    }
    merges.forEach(tuple -> merge(entries, tuple.getValueNode()));
    return new Mapping(at, entries);
  }

  private static boolean isMergeKey(Node key) {
    return key instanceof ScalarNode scalar && scalar.isPlain() && scalar.getValue().equals("<<");
  }

  private static String key(Position at, Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new ConfigException(at, "a key that is not a word (expected: key: value)");
  }

  /** Adds what a merge key names; keys that are there already win, then the first mapping named. */
  private void merge(Map<String, Entry> entries, Node node) {
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> merge(entries, item));
      return;
    }
    if (convert(node) instanceof Mapping mapping) {
      mapping.entries().forEach(entries::putIfAbsent);
      return;
    }
    throw new ConfigException(
        YamlReader.position(source, node.getStartMark()),
        "<<: not a mapping (expected: an alias of a mapping, or a list of them)");
  }
}
