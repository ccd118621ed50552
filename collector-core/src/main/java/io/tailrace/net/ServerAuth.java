// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.util.List;

/**
 * Who may send to a server: the collector's {@code auth} block.
 *
 * @param authenticator the ID of the extension that decides
 * @param requestParams parameters of the query that are taken for headers; HTTP only
 */
public record ServerAuth(String authenticator, List<String> requestParams) {

  public ServerAuth {
    requestParams = List.copyOf(requestParams);
  }
}
