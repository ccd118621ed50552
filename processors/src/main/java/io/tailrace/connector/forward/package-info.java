// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/** The {@code forward} connector: joins pipelines and changes nothing. Keeps no state. */
@NullMarked
package io.tailrace.connector.forward;

import org.jspecify.annotations.NullMarked;
