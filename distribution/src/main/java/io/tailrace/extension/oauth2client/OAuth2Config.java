// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.oauth2client;

import io.tailrace.config.Secret;
import io.tailrace.net.HttpClientConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of {@code oauth2client}.
 *
 * @param clientId who asks; a file goes before it
 * @param clientIdFile a file that holds it, read for every token
 * @param clientSecret the secret; a file goes before it
 * @param clientSecretFile a file that holds it, read for every token
 * @param tokenUrl where tokens are
 * @param scopes what the token shall be good for
 * @param endpointParams further parameters of the request
 * @param timeout how long a request may take
 * @param expiryBuffer how long before a token expires the next one is fetched
 * @param client the connection
 */
public record OAuth2Config(
    Optional<String> clientId,
    Optional<String> clientIdFile,
    Optional<Secret> clientSecret,
    Optional<String> clientSecretFile,
    URI tokenUrl,
    List<String> scopes,
    Map<String, List<Secret>> endpointParams,
    Duration timeout,
    Duration expiryBuffer,
    HttpClientConfig client) {

  public OAuth2Config {
    scopes = List.copyOf(scopes);
    endpointParams = Map.copyOf(endpointParams);
  }
}
