// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * How components are joined: consumers, their answers, fan-out and the graph that is built from a
 * configuration.
 */
@NullMarked
package io.tailrace.pipeline;

import org.jspecify.annotations.NullMarked;
