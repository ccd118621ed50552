// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.connector.forward;

/** The {@code forward} connector has no options. */
public record ForwardConnectorConfig() {}
