// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.healthcheck;

import java.util.Optional;

/**
 * The options of {@code health_check}.
 *
 * @param endpoint {@code host:port} to listen on; port 0 takes any free one
 * @param path the path that is answered; others are 404
 * @param healthyBody the body of an answer 200; JSON with the time since the start if absent
 * @param unhealthyBody the body of an answer 503
 */
public record HealthCheckConfig(
    String endpoint, String path, Optional<String> healthyBody, Optional<String> unhealthyBody) {}
