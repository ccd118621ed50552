// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * From a configuration to running pipelines: the catalog of factories, the typed configuration of
 * the whole collector, and the graph of components. One thread builds, starts and stops a graph.
 */
@NullMarked
package io.tailrace.service;

import org.jspecify.annotations.NullMarked;
