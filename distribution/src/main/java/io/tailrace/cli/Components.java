// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.connector.forward.ForwardConnectorFactory;
import io.tailrace.extension.healthcheck.HealthCheckFactory;
import io.tailrace.service.ComponentCatalog;
import java.util.List;

/** The components that ship: a factory that is not listed here does not exist for users. */
final class Components {

  private Components() {}

  static ComponentCatalog catalog() {
    return new ComponentCatalog(
        List.of(
            // connectors
            new ForwardConnectorFactory(),
            // extensions
            new HealthCheckFactory()));
  }
}
