// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import java.util.Locale;

/** What an operation worked on: the resource name of a span, without literals of statements. */
final class ResourceNaming {

  private static final Text OTHER_METHOD = Text.of("_OTHER");
  private static final Text HTTP_WORD = Text.of("HTTP");

  private final MappingConfig config;
  private final Facts facts;
  private final Scratch scratch;
  private final Statements statements;
  private final Text first = new Text();
  private final Text second = new Text();

  ResourceNaming(MappingConfig config, Facts facts, Scratch scratch) {
    this.config = config;
    this.facts = facts;
    this.scratch = scratch;
    statements = new Statements(scratch);
  }

  /** At most 5,000 bytes; the operation's name if there is no other. */
  void resource(Text operation, Text resource) {
    boolean found = config.isNamedByConventions() ? resourceV2(resource) : resourceV1(resource);
    if (!found) {
      resource.set(facts.span.name);
    }
    if (resource.isEmpty()) {
      resource.set(operation);
    }
    Normalizer.cut(resource, Normalizer.MAX_RESOURCE_BYTES);
  }

  private boolean resourceV2(Text resource) {
    if (facts.text(Key.RESOURCE_NAME, resource)) {
      return true;
    }
    if (facts.text(Key.HTTP_REQUEST_METHOD, Key.HTTP_METHOD, first)) {
      httpResource(resource);
      return true;
    }
    if (facts.text(Key.MESSAGING_OPERATION, first)) {
      boolean more = facts.text(Key.MESSAGING_DESTINATION, Key.MESSAGING_DESTINATION_NAME, second);
      twoWords(more, resource);
      return true;
    }
    if (facts.text(Key.RPC_METHOD, first)) {
      twoWords(facts.text(Key.RPC_SERVICE, second), resource);
      return true;
    }
    if (facts.text(Key.GRAPHQL_OPERATION_TYPE, first)) {
      twoWords(facts.text(Key.GRAPHQL_OPERATION_NAME, second), resource);
      return true;
    }
    return statement(resource);
  }

  private void httpResource(Text resource) {
    if (first.contentEquals(OTHER_METHOD)) {
      first.set(HTTP_WORD);
    }
    boolean more =
        switch (facts.span.kind) {
          case SpanFields.KIND_SERVER -> facts.text(Key.HTTP_ROUTE, second);
          case SpanFields.KIND_CLIENT -> facts.text(Key.URL_TEMPLATE, second);
          default -> false;
        };
    twoWords(more, resource);
  }

  /** A database span's statement, which may have been told to stay here. */
  private boolean statement(Text resource) {
    if (!facts.text(Key.DB_SYSTEM_NAME, Key.DB_SYSTEM, first)) {
      return false;
    }
    if (!facts.text(Key.DB_STATEMENT, resource) && !facts.text(Key.DB_QUERY_TEXT, resource)) {
      return false;
    }
    return clean(resource);
  }

  /** Takes literals out of a statement, if so configured; whether something may be shown. */
  boolean clean(Text statement) {
    switch (config.statements()) {
      case KEEP -> {}
      case REMOVE -> {
        return false;
      }
      case OBFUSCATE -> {
        boolean known = facts.text(Key.DB_SYSTEM_NAME, Key.DB_SYSTEM, second);
        String system = known ? second.toString().toLowerCase(Locale.ROOT) : "other_sql";
        if (DbType.isCommand(system)) {
          statements.commands(statement);
        } else {
          statements.query(statement, !DbType.isSql(system));
        }
      }
    }
    return !statement.isEmpty();
  }

  /** The same for a text of commands. */
  boolean cleanCommands(Text commands) {
    switch (config.statements()) {
      case KEEP -> {}
      case REMOVE -> {
        return false;
      }
      case OBFUSCATE -> statements.commands(commands);
    }
    return !commands.isEmpty();
  }

  private boolean resourceV1(Text resource) {
    if (facts.textOfResourceFirst(Key.RESOURCE_NAME, resource)) {
      return true;
    }
    if (facts.textOfResourceFirst(Key.HTTP_REQUEST_METHOD, Key.HTTP_METHOD, first)) {
      twoWords(facts.textOfResourceFirst(Key.HTTP_ROUTE, second), resource);
    } else if (facts.textOfResourceFirst(Key.MESSAGING_OPERATION, first)) {
      boolean more =
          facts.textOfResourceFirst(
              Key.MESSAGING_DESTINATION, Key.MESSAGING_DESTINATION_NAME, second);
      twoWords(more, resource);
    } else if (facts.textOfResourceFirst(Key.RPC_METHOD, first)) {
      twoWords(facts.textOfResourceFirst(Key.RPC_SERVICE, second), resource);
    } else if (facts.textOfResourceFirst(Key.GRAPHQL_OPERATION_TYPE, first)) {
      twoWords(facts.textOfResourceFirst(Key.GRAPHQL_OPERATION_NAME, second), resource);
    } else {
      return false;
    }
    return true;
  }

  private void twoWords(boolean more, Text text) {
    if (more) {
      int start = scratch.size();
      scratch.put(first);
      scratch.put(' ');
      scratch.put(second);
      scratch.textFrom(start, text);
    } else {
      text.set(first);
    }
  }
}
