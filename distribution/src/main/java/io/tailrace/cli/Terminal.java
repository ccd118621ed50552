// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import java.io.PrintWriter;
import java.util.Map;

/**
 * What a command has to do with the world outside.
 *
 * @param out results
 * @param err messages
 * @param environment the environment variables
 * @param signals how the user or the system asks the process to end
 */
record Terminal(
    PrintWriter out, PrintWriter err, Map<String, String> environment, StopSignals signals) {}
