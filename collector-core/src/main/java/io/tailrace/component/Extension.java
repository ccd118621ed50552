// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

/**
 * A component outside the pipelines, such as a health check. Extensions start first and stop last.
 */
public interface Extension extends Component {}
