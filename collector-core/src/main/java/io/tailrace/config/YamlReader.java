// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML text into {@link ConfigValue}s, within limits that no honest configuration meets. */
final class YamlReader {

  /** The longest text that is read, in characters. */
  static final int MAX_CHARS = 4 << 20;

  private static final int MAX_DEPTH = 100;

  private YamlReader() {}

  /**
   * Reads one document.
   *
   * @param source what positions are named after
   * @return the value; a null scalar for a text without content
   * @throws ConfigException if the text is not one YAML document, or goes over a limit
   */
  static ConfigValue read(String source, String text) {
    if (text.length() > MAX_CHARS) {
      throw new ConfigException(
          Position.of(source), text.length() + " characters (expected: at most " + MAX_CHARS + ")");
    }
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    var stream = new StreamReader(content);
    Node root;
    try {
      root = compose(stream);
    } catch (ReaderException e) {
      throw unprintable(source, content, e);
    } catch (MarkedYAMLException e) {
      throw malformed(source, stream, e);
    } catch (YAMLException e) {
      throw new ConfigException(here(source, stream), "not readable: " + e.getMessage());
    }
    if (root == null) {
      return new ConfigValue.Scalar(new Position(source, 1, 1), "", ScalarType.NULL);
    }
    return new YamlTree(source).convert(root);
  }

  private static @Nullable Node compose(StreamReader stream) {
    var options = new LoaderOptions();
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MAX_CHARS);
    options.setMaxAliasesForCollections(1000);
    return new Composer(new ParserImpl(stream, options), new PlainResolver(), options)
        .getSingleNode();
  }

  private static ConfigException malformed(
      String source, StreamReader stream, MarkedYAMLException e) {
    Mark mark = e.getProblemMark();
    Position at = mark == null ? here(source, stream) : position(source, mark);
    String problem = e.getProblem() == null ? "unexpected content" : e.getProblem();
    if (problem.contains("(TAB)")) {
      return new ConfigException(at, "not valid YAML: a tab (expected: spaces for indentation)");
    }
    if (problem.contains("another document")) {
      return new ConfigException(at, "a second document (expected: one per file)");
    }
    Mark begin = e.getContextMark();
    String context =
        e.getContext() == null || begin == null
            ? ""
            : " (" + e.getContext() + " that starts at line " + (begin.getLine() + 1) + ")";
    return new ConfigException(at, "not valid YAML: " + problem.strip() + context);
  }

  private static ConfigException unprintable(String source, String text, ReaderException e) {
    String before = text.substring(0, Math.min(e.getPosition(), text.length()));
    String character = "U+%04X".formatted(e.getCodePoint());
    return new ConfigException(
        Position.after(source, before),
        "not valid YAML: character " + character + " (expected: printable text)");
  }

  private static Position here(String source, StreamReader stream) {
    return new Position(source, stream.getLine() + 1, stream.getColumn() + 1);
  }

  static Position position(String source, Mark mark) {
    return new Position(source, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** Leaves the meaning of plain scalars to {@link ScalarType} and says which ones are plain. */
  static final class PlainResolver extends Resolver {

    /** The tag of scalars that have neither quotes nor a tag of their own. */
    static final Tag PLAIN = new Tag("tailrace:plain");

    @Override
    protected void addImplicitResolvers() {
      // none: every plain scalar gets the same tag
    }

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
      return kind == NodeId.scalar && implicit ? PLAIN : super.resolve(kind, value, implicit);
    }
  }
}
