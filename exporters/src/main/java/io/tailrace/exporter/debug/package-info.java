// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/** The {@code debug} exporter: spans as text, for people who look at a console. */
@NullMarked
package io.tailrace.exporter.debug;

import org.jspecify.annotations.NullMarked;
