// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What a component is: its identifier, its factory, its life cycle and what the collector hands it.
 */
@NullMarked
package io.tailrace.component;

import org.jspecify.annotations.NullMarked;
