// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import java.util.List;

/** The names and texts that generated spans of every format have in common. */
final class SpanTexts {

  /** The length of every name, in bytes. */
  static final int NAME_LENGTH = 23;

  private static final List<String> NAMES =
      List.of(
          "GET /api/v1/orders/{id}",
          "POST /api/v1/checkout/a",
          "SELECT shop.order_items",
          "GET /api/v1/cart/{user}",
          "payments.Card/Authorize",
          "inventory.Stock/Reserve",
          "redis HGET session:{id}",
          "kafka publish orders.v1");

  private static final String URL = "https://shop.example.com/api/v1/orders/8a1f?page=17&";

  private SpanTexts() {}

  /** A digit that belongs to the variant of a span, in [0, 8). */
  static int digit(int variant) {
    return variant % NAMES.size();
  }

  /** The name of a span of {@link #NAME_LENGTH} bytes. */
  static String name(int variant) {
    return NAMES.get(digit(variant));
  }

  /** A URL of that many bytes. */
  static String url(int length) {
    return URL.repeat(length / URL.length() + 1).substring(0, length);
  }
}
