// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The command line, one command per class, and the collector as a process. The only place that
 * writes to standard output and ends the process.
 */
@NullMarked
package io.tailrace.cli;

import org.jspecify.annotations.NullMarked;
