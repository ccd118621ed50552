// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Where Datadog is, what it is shown as a key, and what its answers mean: shared by the exporter
 * and the connector.
 */
@NullMarked
package io.tailrace.exporter.datadog.client;

import org.jspecify.annotations.NullMarked;
