// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import io.tailrace.cli.demo.Step.Kind;
import java.util.List;
import java.util.Map;

/**
 * What happens in the shop when a customer does something, and what can go wrong.
 *
 * @param steps its spans; each comes after its parent
 * @param culprit the span that fails in an error trace and takes long in a slow one
 * @param exception the type of the exception that the culprit throws
 * @param message the message of that exception
 */
record Story(List<Step> steps, int culprit, String exception, String message) {

  Story {
    steps = List.copyOf(steps);
  }

  private static final Story CHECKOUT =
      new Story(
          List.of(
              http(Service.FRONTEND, -1, Kind.SERVER, "POST /checkout", 0, 180),
              http(Service.FRONTEND, 0, Kind.CLIENT, "POST", 4, 170),
              http(Service.CHECKOUT, 1, Kind.SERVER, "POST /api/checkout", 6, 165),
              grpc(Service.CHECKOUT, 2, Kind.CLIENT, "shop.Inventory/Reserve", 10, 40),
              grpc(Service.INVENTORY, 3, Kind.SERVER, "shop.Inventory/Reserve", 12, 36),
              sql(Service.INVENTORY, 4, "UPDATE shop.stock", 15, 20),
              grpc(Service.CHECKOUT, 2, Kind.CLIENT, "shop.Payment/Charge", 55, 90),
              grpc(Service.PAYMENT, 6, Kind.SERVER, "shop.Payment/Charge", 57, 86),
              http(Service.PAYMENT, 7, Kind.CLIENT, "POST", 60, 75),
              kafka(Service.CHECKOUT, 2, Kind.PRODUCER, "send orders", 150, 8),
              kafka(Service.SHIPPING, 9, Kind.CONSUMER, "process orders", 160, 15)),
          8,
          "com.example.payment.CardDeclinedException",
          "card declined by the issuer: insufficient funds");

  private static final Story PRODUCT =
      new Story(
          List.of(
              http(Service.FRONTEND, -1, Kind.SERVER, "GET /products/{id}", 0, 45),
              http(Service.FRONTEND, 0, Kind.CLIENT, "GET", 2, 40),
              http(Service.CATALOG, 1, Kind.SERVER, "GET /api/products/{id}", 4, 36),
              redis(Service.CATALOG, 2, "GET product:{id}", 6, 2),
              sql(Service.CATALOG, 2, "SELECT shop.products", 9, 25)),
          4,
          "psycopg.errors.QueryCanceled",
          "canceling statement due to statement timeout");

  private static final Story STOCK =
      new Story(
          List.of(
              http(Service.FRONTEND, -1, Kind.SERVER, "GET /stock/{id}", 0, 30),
              grpc(Service.FRONTEND, 0, Kind.CLIENT, "shop.Inventory/Get", 2, 25),
              grpc(Service.INVENTORY, 1, Kind.SERVER, "shop.Inventory/Get", 4, 20),
              sql(Service.INVENTORY, 2, "SELECT shop.stock", 6, 12)),
          3,
          "pgconn.PgError",
          "FATAL: remaining connection slots are reserved (SQLSTATE 53300)");

  private static final List<Story> ALL = List.of(CHECKOUT, PRODUCT, PRODUCT, STOCK);

  /** The story of a trace, by its number. */
  static Story of(long sequence) {
    return ALL.get((int) (sequence % ALL.size()));
  }

  /** Whether a span fails when the culprit does: it is the culprit, or waits for it. */
  boolean isAffected(int n) {
    for (int i = culprit; i >= 0; i = steps.get(i).parent()) {
      if (i == n) {
        return true;
      }
    }
    return false;
  }

  /** How long the root span takes if nothing is wrong. */
  int millis() {
    return steps.getFirst().millis();
  }

  private static Step http(
      Service service, int parent, Kind kind, String name, int start, int millis) {
    return new Step(
        service,
        Scope.HTTP,
        parent,
        kind,
        name,
        start,
        millis,
        Map.of(
            "http.request.method",
            name.split(" ", 2)[0],
            "server.address",
            service.label() + ".shop.example",
            "server.port",
            8080L,
            "network.protocol.version",
            "1.1",
            "user_agent.original",
            "Mozilla/5.0 (X11; Linux x86_64)"));
  }

  private static Step grpc(
      Service service, int parent, Kind kind, String name, int start, int millis) {
    String[] parts = name.split("/", 2);
    return new Step(
        service,
        Scope.GRPC,
        parent,
        kind,
        name,
        start,
        millis,
        Map.of(
            "rpc.system",
            "grpc",
            "rpc.service",
            parts[0],
            "rpc.method",
            parts[1],
            "server.port",
            9090L));
  }

  private static Step sql(Service service, int parent, String name, int start, int millis) {
    String[] parts = name.split(" ", 2);
    return new Step(
        service,
        Scope.DATABASE,
        parent,
        Kind.CLIENT,
        name,
        start,
        millis,
        Map.of(
            "db.system.name",
            "postgresql",
            "db.operation.name",
            parts[0],
            "db.collection.name",
            parts[1],
            "server.address",
            "db.shop.example"));
  }

  private static Step redis(Service service, int parent, String name, int start, int millis) {
    return new Step(
        service,
        Scope.CACHE,
        parent,
        Kind.CLIENT,
        name,
        start,
        millis,
        Map.of("db.system.name", "redis", "db.operation.name", "GET"));
  }

  private static Step kafka(
      Service service, int parent, Kind kind, String name, int start, int millis) {
    return new Step(
        service,
        Scope.MESSAGING,
        parent,
        kind,
        name,
        start,
        millis,
        Map.of("messaging.system", "kafka", "messaging.destination.name", "orders"));
  }
}
