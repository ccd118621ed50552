// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/** From YAML to typed records, with file, line, column and key path in every error. */
@NullMarked
package io.tailrace.config;

import org.jspecify.annotations.NullMarked;
