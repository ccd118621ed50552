// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import java.util.Map;
import java.util.Set;

/** Span types by {@code db.system} (datadog-agent {@code traceutil.dbTypes}). */
final class DbType {

  static final Text SQL = Text.of("sql");
  static final Text OTHER = Text.of("db");

  /** Systems whose statements are commands with keys and values, one a line. */
  private static final Set<String> COMMANDS = Set.of("redis", "memcached", "valkey");

  private static final Set<String> SQL_SYSTEMS =
      Set.of(
          ("other_sql mssql mysql oracle db2 postgresql redshift cloudscape hsqldb maxdb ingres"
                  + " firstsql edb cache firebird derby informix mariadb sqlite sybase teradata"
                  + " vertica h2 coldfusion cockroachdb progress hanadb adabas filemaker instantdb"
                  + " interbase netezza pervasive pointbase clickhouse")
              .split(" "));

  private static final Map<String, Text> OWN_NAME =
      Map.of(
          "cassandra", Text.of("cassandra"),
          "redis", Text.of("redis"),
          "memcached", Text.of("memcached"),
          "mongodb", Text.of("mongodb"),
          "elasticsearch", Text.of("elasticsearch"),
          "opensearch", Text.of("opensearch"));

  private DbType() {}

  /** The span type of a client span; {@code db} for what is not known. */
  static Text of(String system) {
    if (SQL_SYSTEMS.contains(system)) {
      return SQL;
    }
    return OWN_NAME.getOrDefault(system, OTHER);
  }

  /** Whether statements are in a query language with quoted literals. */
  static boolean isSql(String system) {
    return SQL_SYSTEMS.contains(system) || system.equals("cassandra");
  }

  /** Whether statements are commands. */
  static boolean isCommand(String system) {
    return COMMANDS.contains(system);
  }
}
