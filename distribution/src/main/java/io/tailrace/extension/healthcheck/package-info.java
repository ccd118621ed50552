// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The {@code health_check} extension: an HTTP endpoint for probes, served by the JDK's own server
 * on one thread.
 */
@NullMarked
package io.tailrace.extension.healthcheck;

import org.jspecify.annotations.NullMarked;
